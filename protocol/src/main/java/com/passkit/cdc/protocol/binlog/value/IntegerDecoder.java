package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT: 1, 2, 3, 4, 8 bytes, little endian, two's complement when signed. */
final class IntegerDecoder extends FixedLengthDecoder {

    private final boolean unsigned;

    IntegerDecoder(String column, int length, boolean unsigned) {
        super(column, length);
        this.unsigned = unsigned;
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        if (unsigned) {
            visitor.onUnsigned(column, unsigned(image, index));
        } else {
            visitor.onSigned(column, signed(image, index));
        }
    }

    private long unsigned(ByteBuf image, int index) {
        return switch (length()) {
            case 1 -> image.getUnsignedByte(index);
            case 2 -> image.getUnsignedShortLE(index);
            case 3 -> image.getUnsignedMediumLE(index);
            case 4 -> image.getUnsignedIntLE(index);
            default -> image.getLongLE(index);
        };
    }

    private long signed(ByteBuf image, int index) {
        return switch (length()) {
            case 1 -> image.getByte(index);
            case 2 -> image.getShortLE(index);
            case 3 -> image.getMediumLE(index);
            case 4 -> image.getIntLE(index);
            default -> image.getLongLE(index);
        };
    }
}
