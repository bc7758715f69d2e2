package com.passkit.cdc.protocol.binlog.value;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * MariaDB's columns that are COMPRESSED: VARCHAR, VARBINARY, TEXT and BLOB.
 * <pre>
 * Compressed =&gt;
 *   Length   =&gt; uint8, 16, 24 or 32   little endian; 0 for an empty value, of which nothing follows
 *   Header   =&gt; uint8                 0: the value follows as it is; else 0x80, 0x08 when the stream has no
 *                                     wrapping, and the number of bytes that the original length takes
 *   Original =&gt; bytes[1-4]            its length, big endian
 *   Stream   =&gt; bytes                 deflate, to the end
 * </pre>
 * Memory: unpacked values are lent from a buffer of the decoder's own, which grows with what comes out of the stream
 * and not with what the header says. Threading: one thread at a time.
 * <p>
 * Source: sql/field_comp.cc of MariaDB.
 */
final class CompressedDecoder implements ValueDecoder {

    private static final int METHOD_MASK = 0xf0;
    private static final int METHOD_ZLIB = 0x80;
    private static final int NO_WRAP = 0x08;
    private static final int LENGTH_MASK = 0x07;
    private static final int MAX_ORIGINAL_LENGTH_BYTES = 4;
    private static final int CHUNK_LENGTH = 8 * 1024;
    private static final int MAX_KEPT_LENGTH = 1024 * 1024;

    private final String name;
    private final LengthPrefixedDecoder stored;
    private final int prefixLength;
    private final boolean isText;
    private final Inflater wrapped = new Inflater();
    private final Inflater bare = new Inflater(true);
    private final byte[] chunk = new byte[CHUNK_LENGTH];
    private byte[] unpacked = new byte[CHUNK_LENGTH];
    private ByteBuf lent = Unpooled.wrappedBuffer(unpacked);

    CompressedDecoder(String name, int prefixLength, boolean isText) {
        this.name = name;
        this.prefixLength = prefixLength;
        this.isText = isText;
        stored = new LengthPrefixedDecoder(name, prefixLength, LengthPrefixedDecoder.Content.BYTES);
    }

    @Override
    public int length(ByteBuf image, int index, int end) {
        return stored.length(image, index, end);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        int start = index + prefixLength;
        int end = start + (int) stored.contentLength(image, index);
        if (start == end) {
            push(column, image, start, 0, visitor);
            return;
        }
        int header = image.getUnsignedByte(start);
        if (header == 0) {
            push(column, image, start + 1, end - start - 1, visitor);
            return;
        }
        int lengthBytes = header & LENGTH_MASK;
        if ((header & METHOD_MASK) != METHOD_ZLIB || lengthBytes < 1 || lengthBytes > MAX_ORIGINAL_LENGTH_BYTES
            || lengthBytes >= end - start) {
            throw malformed("header", "0x" + Integer.toHexString(header), "0, or 0x80 to 0x8f with a length behind it");
        }
        long originalLength = Fraction.bigEndian(image, start + 1, lengthBytes);
        int length = unpack((header & NO_WRAP) == 0 ? wrapped : bare, image, start + 1 + lengthBytes, end,
            originalLength);
        push(column, lent, 0, length, visitor);
    }

    private void push(int column, ByteBuf bytes, int index, int length, ColumnVisitor visitor) {
        if (isText) {
            visitor.onString(column, bytes, index, length);
        } else {
            visitor.onBytes(column, bytes, index, length);
        }
    }

    private int unpack(Inflater inflater, ByteBuf image, int index, int end, long originalLength) {
        if (unpacked.length > MAX_KEPT_LENGTH) {
            keep(new byte[CHUNK_LENGTH]);
        }
        inflater.reset();
        int at = index;
        int length = 0;
        try {
            while (!inflater.finished() && length <= originalLength) {
                if (inflater.needsInput() && at < end) {
                    int count = Math.min(CHUNK_LENGTH, end - at);
                    image.getBytes(at, chunk, 0, count);
                    inflater.setInput(chunk, 0, count);
                    at += count;
                }
                if (length == unpacked.length) {
                    keep(Arrays.copyOf(unpacked, 2 * length));
                }
                int count = inflater.inflate(unpacked, length, unpacked.length - length);
                length += count;
                if (count == 0 && (at == end || inflater.needsDictionary())) {
                    break;
                }
            }
        } catch (DataFormatException e) {
            throw malformed("stream", e.getMessage(), "deflate");
        }
        if (length != originalLength || !inflater.finished()) {
            throw malformed("originalLength", originalLength, length + " bytes to the end of the stream");
        }
        return length;
    }

    private void keep(byte[] bytes) {
        unpacked = bytes;
        lent = Unpooled.wrappedBuffer(bytes);
    }

    private MalformedPacketException malformed(String field, Object value, String expected) {
        return MalformedPacketException.of("RowImage", name + ".compressed." + field, value, expected);
    }
}
