package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** DOUBLE: IEEE 754 double, little endian. */
final class DoubleDecoder extends FixedLengthDecoder {

    DoubleDecoder(String column) {
        super(column, Double.BYTES);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        visitor.onDouble(column, image.getDoubleLE(index));
    }
}
