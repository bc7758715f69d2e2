package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** SET: a bit for each label, in 1, 2, 3, 4 or 8 bytes, little endian. */
final class SetDecoder extends FixedLengthDecoder {

    SetDecoder(String column, int length) {
        super(column, length);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        long bits = 0;
        for (int i = length() - 1; i >= 0; i--) {
            bits = bits << Byte.SIZE | image.getUnsignedByte(index + i);
        }
        visitor.onSet(column, bits);
    }
}
