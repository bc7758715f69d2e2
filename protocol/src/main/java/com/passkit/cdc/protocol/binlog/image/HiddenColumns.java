package com.passkit.cdc.protocol.binlog.image;

import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Virtual columns that the server makes for keys on expressions. Early releases of 8.0 count them in the table map,
 * where information_schema does not list them; no row image has them, so that they are absent from every row.
 */
final class HiddenColumns {

    private static final String NAME_PREFIX = "!hidden!";

    private HiddenColumns() {
    }

    /** @return the definition with its hidden columns in place, when the table map counts them; else as it is */
    static TableDescriptor asLogged(TableDescriptor definition, int loggedCount) {
        int hiddenCount = definition.hiddenColumnCount();
        if (hiddenCount == 0 || loggedCount != definition.columnCount() + hiddenCount) {
            return definition;
        }
        List<ColumnDescriptor> columns = new ArrayList<>(definition.columns());
        int[] key = new int[definition.keyColumnCount()];
        for (int n = 0; n < key.length; n++) {
            key[n] = definition.keyColumn(n);
        }
        for (int n = 0; n < hiddenCount; n++) {
            int hidden = definition.hiddenColumn(n);
            columns.add(hidden, ColumnDescriptor.of(NAME_PREFIX + n, ColumnType.NULL, true));
            for (int k = 0; k < key.length; k++) {
                key[k] += key[k] >= hidden ? 1 : 0;
            }
        }
        return TableDescriptor.of(definition.database(), definition.name(), columns).withKey(key);
    }

    static boolean isHidden(ColumnDescriptor column) {
        return column.type() == ColumnType.NULL && column.name().startsWith(NAME_PREFIX);
    }
}
