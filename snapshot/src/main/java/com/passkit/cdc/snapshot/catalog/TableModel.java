package com.passkit.cdc.snapshot.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * The definition of a table with everything that a later statement may change or depend on. Owned, immutable.
 *
 * @param name      its names, as the server writes them
 * @param collation of columns that name none when they are added; null where the server does not tell
 * @param columns   in table order, hidden ones too
 * @param keys      all of them, unique ones in the server's order
 */
public record TableModel(TableName name, Collation collation, List<ColumnModel> columns, List<KeyModel> keys) {

    public TableModel {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
    }

    /** The same definition under another name. */
    public TableModel renamed(TableName other) {
        return new TableModel(other, collation, columns, keys);
    }

    /** @return the column of this name, case ignored as the server does; null where there is none */
    public ColumnModel column(String column) {
        for (ColumnModel candidate : columns) {
            if (!candidate.isHidden() && isSameName(candidate.name(), column)) {
                return candidate;
            }
        }
        return null;
    }

    /** @return what row changes need; its key is the primary key, else the first unique key that could serve as one */
    public TableDescriptor descriptor() {
        List<ColumnDescriptor> visible = new ArrayList<>(columns.size());
        List<Integer> hidden = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).isHidden()) {
                hidden.add(i);
            } else {
                visible.add(columns.get(i).descriptor());
            }
        }
        TableDescriptor table = TableDescriptor.of(name.database(), name.table(), visible)
            .withHiddenColumns(hidden.stream().mapToInt(Integer::intValue).toArray());
        KeyModel key = identifyingKey();
        return key == null ? table : table.withKey(indexes(key, visible));
    }

    /**
     * The rule by which the server itself takes a unique key for a primary one, in the binary log's metadata too: no
     * expression, no prefix, no nullable and no virtual column.
     */
    public boolean canIdentify(KeyModel key) {
        if (key.kind() != KeyModel.Kind.UNIQUE) {
            return key.isPrimary();
        }
        for (KeyModel.Part part : key.parts()) {
            ColumnModel column = part.column() == null ? null : column(part.column());
            if (column == null || part.isPrefix() || column.descriptor().nullable() || column.isVirtual()) {
                return false;
            }
        }
        return true;
    }

    /** The server compares names of columns and keys without regard to case, and to nothing else that matters here. */
    public static boolean isSameName(String one, String other) {
        return one.equalsIgnoreCase(other) || one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    /** @return the key by which a row is told from the others; null where there is none */
    public KeyModel identifyingKey() {
        KeyModel found = null;
        for (KeyModel key : keys) {
            if (key.isPrimary()) {
                return key;
            }
            if (found == null && canIdentify(key)) {
                found = key;
            }
        }
        return found;
    }

    private static int[] indexes(KeyModel key, List<ColumnDescriptor> columns) {
        int[] indexes = new int[key.parts().size()];
        for (int i = 0; i < indexes.length; i++) {
            String column = key.parts().get(i).column();
            for (int c = 0; c < columns.size(); c++) {
                if (isSameName(columns.get(c).name(), column)) {
                    indexes[i] = c;
                }
            }
        }
        return indexes;
    }
}
