package com.passkit.cdc.snapshot.read;

import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.SqlText;
import com.passkit.cdc.snapshot.key.KeyColumns;

/**
 * The rows of a table along the index of its key, for statements: where a key lies in it, and what lies between two
 * keys. Threading: any thread.
 */
public final class KeyOrder {

    private final TableDescriptor table;
    private final String index;
    private final KeyColumns columns;

    /** @param table one that has a {@link CatalogTable#keyIndex()} */
    public KeyOrder(CatalogTable table) {
        this.table = table.descriptor();
        this.index = table.keyIndex();
        columns = new KeyColumns(this.table);
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
        return selectKey() + (after == null ? "" : " WHERE " + columns.behind(after.literals()))
            + " ORDER BY " + columns.order() + " LIMIT 2 OFFSET " + offset;
    }

    /** @return the query for the last key of all */
    String lastKey() {
        return selectKey() + " ORDER BY " + columns.descendingOrder() + " LIMIT 1";
    }

    /** @return the SELECT of all columns of the rows in a range, in the order of the key */
    String rows(KeyRange range) {
        List<String> conditions = new ArrayList<>();
        if (range.after() != null) {
            conditions.add(columns.behind(range.after().literals()));
        }
        if (range.upTo() != null) {
            conditions.add(columns.upTo(range.upTo().literals()));
        }
        if (range.before() != null) {
            conditions.add(columns.before(range.before().literals()));
        }
        if (range.only() != null) {
            conditions.add(columns.equal(range.only().literals()));
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return ReadPlan.statement(table) + forceIndex() + where + " ORDER BY " + columns.order();
    }

    /** @param row of {@link #keyAt} or {@link #lastKey} */
    TableKey key(ResultRow row) {
        return new TableKey(columns.ofSelected(row));
    }

    private String selectKey() {
        return "SELECT " + columns.selected() + " FROM " + SqlText.name(table.database(), table.name()) + forceIndex();
    }

    /** Else a covering index and a sort may look cheaper than a walk. */
    private String forceIndex() {
        return " FORCE INDEX (" + SqlText.name(index) + ')';
    }
}
