package com.passkit.cdc.runtime.rules;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.rules.Condition.Literal;
import com.passkit.cdc.snapshot.catalog.NearestName;

/** Makes a condition ready for the columns of one table. Threading: one thread at a time. */
final class ConditionBinder {

    private final TableDescriptor table;

    private ConditionBinder(TableDescriptor table) {
        this.table = table;
    }

    /** @throws IllegalArgumentException in words, where a column is not there or cannot be compared so */
    static RowTest bind(Condition condition, TableDescriptor table) {
        return new ConditionBinder(table).bind(condition);
    }

    private RowTest bind(Condition condition) {
        if (condition instanceof Condition.And and) {
            return new RowTest.All(bindAll(and.conditions()));
        } else if (condition instanceof Condition.Or or) {
            return new RowTest.Any(bindAll(or.conditions()));
        } else if (condition instanceof Condition.Not not) {
            return new RowTest.Opposite(bind(not.condition()));
        } else if (condition instanceof Condition.IsNull isNull) {
            return new RowTest.Null(columnOf(isNull.column()));
        } else if (condition instanceof Condition.Like like) {
            int column = columnOf(like.column());
            return new RowTest.Compared(column, Condition.Operator.EQUAL, like(table.column(column), like.pattern()));
        } else if (condition instanceof Condition.In in) {
            return in(in);
        }
        Condition.Comparison comparison = (Condition.Comparison) condition;
        int column = columnOf(comparison.column());
        return new RowTest.Compared(column, comparison.operator(),
            compared(table.column(column), comparison.literal(), comparison.operator()));
    }

    private RowTest[] bindAll(List<Condition> conditions) {
        return conditions.stream().map(this::bind).toArray(RowTest[]::new);
    }

    private RowTest in(Condition.In in) {
        int column = columnOf(in.column());
        ValueComparison[] comparisons = in.literals().stream()
            .filter(literal -> literal.kind() != Literal.Kind.NULL)
            .map(literal -> compared(table.column(column), literal, Condition.Operator.EQUAL))
            .toArray(ValueComparison[]::new);
        return new RowTest.OneOf(column, comparisons, comparisons.length < in.literals().size());
    }

    private int columnOf(String name) {
        for (int i = 0; i < table.columnCount(); i++) {
            if (table.column(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        List<String> names = table.columns().stream().map(ColumnDescriptor::name).toList();
        String nearest = NearestName.find(name, names);
        throw new IllegalArgumentException("column " + name + " (expected: one of " + table + ": "
            + (nearest == null ? String.join(", ", names) : "nearest is " + nearest) + ')');
    }

    private static ValueComparison like(ColumnDescriptor column, String pattern) {
        return switch (column.type()) {
            case CHAR, VARCHAR, TEXT, ENUM, SET, INET4, INET6, UUID -> new LikeComparison(column, pattern);
            default -> throw unfit(column, "LIKE '" + pattern + '\'', "LIKE with a column of text only");
        };
    }

    private static ValueComparison compared(ColumnDescriptor column, Literal literal, Condition.Operator operator) {
        return switch (column.type()) {
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, BIT, FLOAT, DOUBLE, DECIMAL ->
                number(column, literal);
            case CHAR, VARCHAR, TEXT, INET4, INET6, UUID -> text(column, literal);
            case ENUM, SET -> {
                if (operator != Condition.Operator.EQUAL && operator != Condition.Operator.NOT_EQUAL) {
                    throw unfit(column, literal.toString(), "=, !=, IN or LIKE: labels have no order of their own");
                }
                yield text(column, literal);
            }
            case DATE, DATETIME, TIMESTAMP ->
                temporal(column, literal, TemporalComparison::ofDate, TemporalComparison.DATE_RULE);
            case TIME -> temporal(column, literal, TemporalComparison::ofTime, TemporalComparison.TIME_RULE);
            case BINARY, VARBINARY, BLOB, JSON, GEOMETRY, VECTOR, NULL ->
                throw unfit(column, literal.toString(), "IS NULL or IS NOT NULL with a column of this type");
        };
    }

    private static ValueComparison number(ColumnDescriptor column, Literal literal) {
        try {
            return new NumberComparison(new BigDecimal(literal.text().strip()));
        } catch (NumberFormatException e) {
            throw unfit(column, literal.toString(), "a number");
        }
    }

    private static ValueComparison text(ColumnDescriptor column, Literal literal) {
        if (literal.kind() != Literal.Kind.STRING) {
            throw unfit(column, literal.toString(), "a string in quotes");
        }
        return new TextComparison(column, literal.text());
    }

    private static ValueComparison temporal(ColumnDescriptor column, Literal literal,
        Function<String, ? extends ValueComparison> reader, String rule) {
        ValueComparison comparison = literal.kind() == Literal.Kind.STRING ? reader.apply(literal.text()) : null;
        if (comparison == null) {
            throw unfit(column, literal.toString(), rule);
        }
        return comparison;
    }

    private static IllegalArgumentException unfit(ColumnDescriptor column, String value, String expected) {
        return new IllegalArgumentException("column " + column.name() + ", "
            + column.type() + ", and " + value
            + " (expected: " + expected + ')');
    }
}
