package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnDescriptor;

/** Chooses the decoder of a column. */
public final class ValueDecoders {

    private ValueDecoders() {
    }

    /**
     * @param mysqlType type code of the table map ({@code enum_field_types}, as in the event: ENUM and SET still
     *                  inside 254)
     * @param metadata  the column's metadata in the table map, 0 to 65535, as MySQL's field metadata documentation
     *                  gives it
     *                  (two-byte fields read as little endian; NEWDECIMAL: precision in the low byte, scale in the
     * high one;
     *                  254: real type in the low byte)
     * @param column    what is known of it: sign, collation
     */
    public static ValueDecoder of(int mysqlType, int metadata, ColumnDescriptor column) {
        throw new AssertionError(mysqlType + metadata + column.name());
    }
}
