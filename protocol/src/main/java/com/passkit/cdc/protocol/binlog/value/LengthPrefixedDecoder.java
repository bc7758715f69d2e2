package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/**
 * Everything of variable length: 1 to 4 bytes of length, little endian, then the bytes. CHAR and BINARY come without
 * the padding that the table has. Threading: any thread.
 */
final class LengthPrefixedDecoder implements ValueDecoder {

    /** What the bytes are. */
    enum Content {
        TEXT, BYTES, JSON
    }

    private final String name;
    private final int prefixLength;
    private final Content content;

    LengthPrefixedDecoder(String name, int prefixLength, Content content) {
        this.name = name;
        this.prefixLength = prefixLength;
        this.content = content;
    }

    @Override
    public int length(ByteBuf image, int index, int end) {
        Bounds.check(name, prefixLength, index, end);
        return Bounds.check(name, prefixLength + contentLength(image, index), index, end);
    }

    /** Bytes behind the prefix. */
    long contentLength(ByteBuf image, int index) {
        return switch (prefixLength) {
            case 1 -> image.getUnsignedByte(index);
            case 2 -> image.getUnsignedShortLE(index);
            case 3 -> image.getUnsignedMediumLE(index);
            default -> image.getUnsignedIntLE(index);
        };
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        int start = index + prefixLength;
        int length = (int) contentLength(image, index);
        switch (content) {
            case TEXT -> visitor.onString(column, image, start, length);
            case BYTES -> visitor.onBytes(column, image, start, length);
            case JSON -> visitor.onJsonBinary(column, image, start, length);
        }
    }
}
