package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** BIT(1) to BIT(64): as few bytes as hold the bits, big endian. */
final class BitDecoder extends FixedLengthDecoder {

    BitDecoder(String column, int bitCount) {
        super(column, (bitCount + Byte.SIZE - 1) / Byte.SIZE);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        long bits = 0;
        for (int i = 0; i < length(); i++) {
            bits = bits << Byte.SIZE | image.getUnsignedByte(index + i);
        }
        visitor.onBit(column, bits);
    }
}
