package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** FLOAT: IEEE 754 single, little endian. */
final class FloatDecoder extends FixedLengthDecoder {

    FloatDecoder(String column) {
        super(column, Float.BYTES);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        visitor.onFloat(column, image.getFloatLE(index));
    }
}
