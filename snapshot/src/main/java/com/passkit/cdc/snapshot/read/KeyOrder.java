package com.passkit.cdc.snapshot.read;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.SqlText;

/**
 * The rows of a table in the order of its key, for statements: where a key lies in it, and what lies between two keys.
 * <p>
 * Keys travel as SQL literals that read back as exactly the value they were: numbers by their digits, a FLOAT as the
 * DOUBLE it is, text and bytes in hexadecimal with the column's own character set, so that the column's collation
 * decides, ENUM and SET by the number the index has them by, not by the label. Conditions on several columns are
 * written out with AND and OR: no version walks an index by a comparison of row values.
 * Threading: any thread.
 */
public final class KeyOrder {

    private final TableDescriptor table;
    private final String index;
    private final List<ColumnDescriptor> columns;
    private final String names;

    /** @param table one that has a {@link CatalogTable#keyIndex()} */
    public KeyOrder(CatalogTable table) {
        this.table = table.descriptor();
        this.index = table.keyIndex();
        List<ColumnDescriptor> key = new ArrayList<>();
        for (int n = 0; n < this.table.keyColumnCount(); n++) {
            key.add(this.table.column(this.table.keyColumn(n)));
        }
        columns = List.copyOf(key);
        names = columns.stream().map(column -> SqlText.name(column.name())).collect(Collectors.joining(", "));
    }

    /**
     * @return whether a table's key can be walked: one without an index in its order cannot, nor one with an ENUM or
     *         SET, of which no version looks a range up in the index, unless it is the last of several columns
     */
    public static boolean isGivenFor(CatalogTable table) {
        if (table.keyIndex().isEmpty()) {
            return false;
        }
        TableDescriptor descriptor = table.descriptor();
        int lastPart = Math.max(1, descriptor.keyColumnCount() - 1);
        for (int n = 0; n < lastPart; n++) {
            ColumnType type = descriptor.column(descriptor.keyColumn(n)).type();
            if (type == ColumnType.SET || type == ColumnType.ENUM) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param after keys behind this one only; null for all
     * @return the query for the key at an offset and the one behind it
     */
    String keyAt(TableKey after, long offset) {
        return selectKey() + (after == null ? "" : " WHERE " + behind(after)) + " ORDER BY " + names
            + " LIMIT 2 OFFSET " + offset;
    }

    /** @return the query for the last key of all */
    String lastKey() {
        String descending = columns.stream().map(column -> SqlText.name(column.name()) + " DESC")
            .collect(Collectors.joining(", "));
        return selectKey() + " ORDER BY " + descending + " LIMIT 1";
    }

    /** @return the SELECT of all columns of the rows in a range, in the order of the key */
    String rows(KeyRange range) {
        List<String> conditions = new ArrayList<>();
        if (range.after() != null) {
            conditions.add(behind(range.after()));
        }
        if (range.upTo() != null) {
            conditions.add(upTo(range.upTo()));
        }
        if (range.before() != null) {
            conditions.add(before(range.before()));
        }
        if (range.only() != null) {
            conditions.add(equal(range.only(), columns.size()));
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return ReadPlan.statement(table) + forceIndex() + where + " ORDER BY " + names;
    }

    /** @param row of {@link #keyAt} or {@link #lastKey} */
    TableKey key(ResultRow row) {
        List<String> literals = new ArrayList<>();
        for (int n = 0; n < columns.size(); n++) {
            literals.add(literal(columns.get(n), row.get(n)));
        }
        return new TableKey(literals);
    }

    private String selectKey() {
        return "SELECT " + columns.stream().map(KeyOrder::expression).collect(Collectors.joining(", ")) + " FROM "
            + SqlText.name(table.database(), table.name()) + forceIndex();
    }

    /** Else a covering index and a sort may look cheaper than a walk. */
    private String forceIndex() {
        return " FORCE INDEX (" + SqlText.name(index) + ')';
    }

    private String behind(TableKey key) {
        return beyond(key, ">", ">=", "");
    }

    private String before(TableKey key) {
        return beyond(key, "<", "<=", "");
    }

    private String upTo(TableKey key) {
        return beyond(key, "<", "<=", equal(key, columns.size()));
    }

    /** @param inclusive a further alternative; empty for none */
    private String beyond(TableKey key, String strict, String loose, String inclusive) {
        List<String> ways = new ArrayList<>();
        for (int n = 0; n < columns.size(); n++) {
            String last = comparison(columns.get(n), strict, key.literals().get(n));
            ways.add(n == 0 ? last : '(' + equal(key, n) + " AND " + last + ')');
        }
        if (!inclusive.isEmpty()) {
            ways.add(columns.size() == 1 ? inclusive : '(' + inclusive + ')');
        }
        // The first column bounds the walk where a version gives up on the alternatives.
        return '(' + comparison(columns.get(0), loose, key.literals().get(0)) + " AND (" + String.join(" OR ", ways)
            + "))";
    }

    private static String comparison(ColumnDescriptor column, String operator, String literal) {
        return SqlText.name(column.name()) + ' ' + operator + ' ' + literal;
    }

    private String equal(TableKey key, int columnCount) {
        List<String> parts = new ArrayList<>();
        for (int n = 0; n < columnCount; n++) {
            parts.add(SqlText.name(columns.get(n).name()) + " = " + key.literals().get(n));
        }
        return String.join(" AND ", parts);
    }

    /** What the text protocol delivers without loss. */
    private static String expression(ColumnDescriptor column) {
        String name = SqlText.name(column.name());
        return switch (column.type()) {
            case CHAR, VARCHAR, TEXT, BINARY, VARBINARY, BLOB -> "HEX(" + name + ')';
            case ENUM, SET, BIT -> "CAST(" + name + " AS UNSIGNED)";
            // As text it would have six digits.
            case FLOAT -> name + " + 0e0";
            default -> name;
        };
    }

    private static String literal(ColumnDescriptor column, String text) {
        return switch (column.type()) {
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, YEAR, ENUM, SET, BIT -> text;
            case FLOAT, DOUBLE -> text.indexOf('e') < 0 ? text + "e0" : text;
            case CHAR, VARCHAR, TEXT -> '_' + column.collation().charset() + " X'" + text + '\'';
            case BINARY, VARBINARY, BLOB -> "X'" + text + '\'';
            default -> '\'' + text.replace("'", "''") + '\'';
        };
    }
}
