package com.passkit.cdc.snapshot.incremental;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.SqlText;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.read.ReadPlan;

/**
 * A table and the order in which it is read: by the key that tells its rows apart.
 * Threading: one thread.
 */
public final class KeyedTable {

    private final TableDescriptor table;
    private final KeyLiteral literal = new KeyLiteral();

    private KeyedTable(TableDescriptor table) {
        this.table = table;
    }

    /**
     * @param table         with its own key, where it has one
     * @param configuredKey names of columns that tell its rows apart where it has none; empty or null for none. Not
     *                      used when one of them may be null
     */
    public static KeyedTable of(TableDescriptor table, List<String> configuredKey) {
        if (table.keyColumnCount() > 0 || configuredKey == null || configuredKey.isEmpty()) {
            return new KeyedTable(table);
        }
        int[] key = new int[configuredKey.size()];
        for (int n = 0; n < key.length; n++) {
            int column = indexOf(table, configuredKey.get(n));
            if (column < 0 || table.column(column).nullable()) {
                return new KeyedTable(table);
            }
            key[n] = column;
        }
        return new KeyedTable(table.withKey(key));
    }

    /** @return index of a column; -1 where there is none of that name */
    public static int indexOf(TableDescriptor table, String column) {
        for (int i = 0; i < table.columnCount(); i++) {
            if (table.column(i).name().equalsIgnoreCase(column)) {
                return i;
            }
        }
        return -1;
    }

    /** @return the table; its key is the one that it is read by */
    public TableDescriptor table() {
        return table;
    }

    public TableName name() {
        return new TableName(table.database(), table.name());
    }

    /** @return whether it can be read in pieces */
    public boolean hasKey() {
        return table.keyColumnCount() > 0;
    }

    public List<String> keyNames() {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < table.keyColumnCount(); n++) {
            names.add(table.column(table.keyColumn(n)).name());
        }
        return names;
    }

    /** @return the same for the same columns and key, in this process and in the next */
    public String fingerprint() {
        CRC32 crc = new CRC32();
        crc.update((table.columns().toString() + keyNames()).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /** @return the key of a row as literals, to go on behind it */
    public List<String> after(RowView row) {
        List<String> literals = new ArrayList<>();
        for (int n = 0; n < table.keyColumnCount(); n++) {
            literals.add(literal.of(row, table.keyColumn(n)));
        }
        return literals;
    }

    /**
     * @param after key to begin behind; empty for the beginning
     * @param limit number of rows
     * @return the SELECT of a piece, in key order
     */
    public String chunk(List<String> after, int limit) {
        StringBuilder sql = new StringBuilder(ReadPlan.statement(table));
        if (!after.isEmpty()) {
            sql.append(" WHERE ");
            appendBehind(after, 0, sql);
        }
        sql.append(" ORDER BY ");
        for (int n = 0; n < table.keyColumnCount(); n++) {
            sql.append(n == 0 ? "" : ", ").append(expression(n));
        }
        return sql.append(" LIMIT ").append(limit).toString();
    }

    /** Of (a, b): {@code a >= x AND (a > x OR b > y)}, which a range scan of the key can serve. */
    private void appendBehind(List<String> after, int n, StringBuilder sql) {
        String column = expression(n);
        String value = after.get(n);
        if (n == after.size() - 1) {
            sql.append(column).append(" > ").append(value);
            return;
        }
        sql.append(column).append(" >= ").append(value).append(" AND (").append(column).append(" > ").append(value)
            .append(" OR ");
        appendBehind(after, n + 1, sql);
        sql.append(')');
    }

    /** An ENUM or SET is ordered by its number but compared as text, unless it is made a number. */
    private String expression(int n) {
        int column = table.keyColumn(n);
        ColumnType type = table.column(column).type();
        String name = SqlText.name(table.column(column).name());
        return type == ColumnType.ENUM || type == ColumnType.SET ? name + " + 0" : name;
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
