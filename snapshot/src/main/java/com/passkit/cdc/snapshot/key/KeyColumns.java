package com.passkit.cdc.snapshot.key;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.SqlText;

/**
 * The columns of a table's key, for statements: the order of the rows by them, and which rows lie beside a key.
 * <p>
 * A key is the list of its values as literals, in key order, that read back as exactly the value they were, see
 * {@link KeyLiteral}. Conditions on several columns are written out with AND and OR: no version walks an index by a
 * comparison of row values. An ENUM or SET has its place in the order by its number, but would be compared as text,
 * unless it is made a number.
 * Threading: any thread.
 */
public final class KeyColumns {

    private final List<ColumnDescriptor> columns;
    private final int[] indexes;

    /** @param table whose key is that one */
    public KeyColumns(TableDescriptor table) {
        List<ColumnDescriptor> key = new ArrayList<>();
        indexes = new int[table.keyColumnCount()];
        for (int n = 0; n < indexes.length; n++) {
            indexes[n] = table.keyColumn(n);
            key.add(table.column(indexes[n]));
        }
        columns = List.copyOf(key);
    }

    /** @return what ORDER BY takes */
    public String order() {
        return columns.stream().map(column -> SqlText.name(column.name())).collect(Collectors.joining(", "));
    }

    /** @return what ORDER BY takes for the last row first */
    public String descendingOrder() {
        return columns.stream().map(column -> SqlText.name(column.name()) + " DESC").collect(Collectors.joining(", "));
    }

    /** @return what SELECT takes so that the text protocol delivers a key without loss */
    public String selected() {
        return columns.stream().map(KeyColumns::selected).collect(Collectors.joining(", "));
    }

    /** @param row with {@link #selected()} only. @return its key */
    public List<String> ofSelected(ResultRow row) {
        List<String> literals = new ArrayList<>();
        for (int n = 0; n < columns.size(); n++) {
            literals.add(KeyLiteral.ofText(columns.get(n), row.get(n)));
        }
        return literals;
    }

    /** @return the key of a row of the table */
    public List<String> of(RowView row) {
        KeyLiteral literal = new KeyLiteral();
        List<String> literals = new ArrayList<>();
        for (int index : indexes) {
            literals.add(literal.of(row, index));
        }
        return literals;
    }

    /** @return the condition for rows with a greater key */
    public String behind(List<String> key) {
        return beyond(key, ">", ">=", "");
    }

    /** @return the condition for rows with a smaller key */
    public String before(List<String> key) {
        return beyond(key, "<", "<=", "");
    }

    /** @return the condition for rows with a smaller key, or with this one */
    public String upTo(List<String> key) {
        return beyond(key, "<", "<=", equal(key, columns.size()));
    }

    /** @return the condition for the row with this key */
    public String equal(List<String> key) {
        return equal(key, columns.size());
    }

    /**
     * Of (a, b): {@code a >= x AND (a > x OR (a = x AND b > y))}.
     *
     * @param inclusive a further alternative; empty for none
     */
    private String beyond(List<String> key, String strict, String loose, String inclusive) {
        List<String> ways = new ArrayList<>();
        for (int n = 0; n < columns.size(); n++) {
            String last = comparison(n, strict, key);
            ways.add(n == 0 ? last : '(' + equal(key, n) + " AND " + last + ')');
        }
        if (!inclusive.isEmpty()) {
            ways.add(columns.size() == 1 ? inclusive : '(' + inclusive + ')');
        }
        // The first column bounds the walk where a version gives up on the alternatives.
        return '(' + comparison(0, loose, key) + " AND (" + String.join(" OR ", ways) + "))";
    }

    private String equal(List<String> key, int columnCount) {
        List<String> parts = new ArrayList<>();
        for (int n = 0; n < columnCount; n++) {
            parts.add(comparison(n, "=", key));
        }
        return String.join(" AND ", parts);
    }

    private String comparison(int n, String operator, List<String> key) {
        return compared(columns.get(n)) + ' ' + operator + ' ' + key.get(n);
    }

    private static String compared(ColumnDescriptor column) {
        return switch (column.type()) {
            case ENUM, SET -> selected(column);
            default -> SqlText.name(column.name());
        };
    }

    private static String selected(ColumnDescriptor column) {
        String name = SqlText.name(column.name());
        return switch (column.type()) {
            case CHAR, VARCHAR, TEXT, BINARY, VARBINARY, BLOB -> "HEX(" + name + ')';
            case ENUM, SET, BIT -> "CAST(" + name + " AS UNSIGNED)";
            // As text it would have six digits.
            case FLOAT -> name + " + 0e0";
            default -> name;
        };
    }
}
