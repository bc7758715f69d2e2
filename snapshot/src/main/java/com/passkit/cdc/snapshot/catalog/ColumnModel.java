package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.Objects;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;

/**
 * A column of a definition that can be changed by statements. Owned, immutable.
 *
 * @param descriptor what the column is; of a hidden one only the name says anything
 * @param isVirtual  whether it is generated and not stored
 * @param isHidden   whether it is the server's own, behind a key on an expression
 */
public record ColumnModel(ColumnDescriptor descriptor, boolean isVirtual, boolean isHidden) {

    private static final String HIDDEN_PREFIX = "!hidden!";

    public ColumnModel {
        Objects.requireNonNull(descriptor, "descriptor");
    }

    /** A column that users see. */
    public static ColumnModel of(ColumnDescriptor descriptor, boolean isVirtual) {
        return new ColumnModel(descriptor, isVirtual, false);
    }

    /** @param key the key that it stands behind; empty where that is not known */
    public static ColumnModel hidden(String key) {
        return new ColumnModel(new ColumnDescriptor(HIDDEN_PREFIX + key, ColumnType.NULL, false, true, 0, 0,
            Collation.BINARY, List.of()), true, true);
    }

    public String name() {
        return descriptor.name();
    }

    /** @return the key that this hidden column stands behind; empty where that is not known */
    public String hiddenKey() {
        return isHidden ? descriptor.name().substring(HIDDEN_PREFIX.length()) : "";
    }
}
