package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** ENUM: 1-based index of the label in 1 byte, or in 2 (little endian) for more than 255 labels. */
final class EnumDecoder extends FixedLengthDecoder {

    EnumDecoder(String column, int length) {
        super(column, length);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        visitor.onEnum(column, length() == 1 ? image.getUnsignedByte(index) : image.getUnsignedShortLE(index));
    }
}
