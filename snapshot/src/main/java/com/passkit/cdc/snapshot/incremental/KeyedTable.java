package com.passkit.cdc.snapshot.incremental;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.key.KeyColumns;
import com.passkit.cdc.snapshot.read.ReadPlan;

/**
 * A table and the order in which it is read: by the key that tells its rows apart.
 * Threading: any thread.
 */
public final class KeyedTable {

    private final TableDescriptor table;
    private final KeyColumns key;

    private KeyedTable(TableDescriptor table) {
        this.table = table;
        key = new KeyColumns(table);
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
        return TableName.of(table);
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
        return key.of(row);
    }

    /**
     * @param after key to begin behind; empty for the beginning
     * @param limit number of rows
     * @return the SELECT of a piece, in key order
     */
    public String chunk(List<String> after, int limit) {
        String where = after.isEmpty() ? "" : " WHERE " + key.behind(after);
        return ReadPlan.statement(table) + where + " ORDER BY " + key.order() + " LIMIT " + limit;
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
