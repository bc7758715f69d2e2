package com.passkit.cdc.protocol.binlog;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * Unpacks MariaDB's compressed QUERY and ROWS events ({@code log_bin_compress=ON}) to what they were before.
 * <pre>
 * Event =&gt;
 *   Head       =&gt; bytes                as it was: a QUERY up to its statement, ROWS up to a row
 *   Header     =&gt; uint8                bit 7 set; bits 4 to 6: algorithm, 0 zlib; bits 0 to 2: LengthBytes, 1 to 4
 *   Length     =&gt; bytes[LengthBytes]   of the rest, unpacked; big endian
 *   Compressed =&gt; bytes                to the end of the event
 * </pre>
 * Memory: the buffer is this one's own, borrowed until the next event is unpacked; what it holds grows as bytes come
 * out, so that a length that lies costs nothing. {@link #close()} releases it. Threading: one thread at a time.
 */
final class CompressedEvent implements AutoCloseable {

    private static final int IS_COMPRESSED = 0x80;
    private static final int ALGORITHM_SHIFT = 4;
    private static final int ALGORITHM_MASK = 0x07;
    private static final int ALGORITHM_ZLIB = 0;
    private static final int LENGTH_BYTES_MASK = 0x07;
    private static final int MAX_LENGTH_BYTES = Integer.BYTES;
    private static final int HEADER_LENGTH = Byte.BYTES;
    /** Deflate cannot do better: a block of 258 repeated bytes takes two bits. */
    private static final int MAX_RATIO = 1032;
    private static final int CHUNK_LENGTH = 64 * 1024;
    /** A larger buffer is not kept for the next event. */
    private static final int MAX_KEPT_LENGTH = 16 * 1024 * 1024;
    private static final String STRUCTURE = "MariaDbCompressedEvent";

    private final QueryEventFlyweight query = new QueryEventFlyweight();
    private final RowsEventFlyweight rows = new RowsEventFlyweight();
    private Inflater inflater;
    private ByteBuf unpacked;

    /** @return bytes of the QUERY's body in {@link #unpacked()} */
    int unpackQuery(ByteBuf buffer, int index, int length) {
        query.wrap(buffer, index, length);
        return unpack(buffer, index, query.sqlIndex(), index + length);
    }

    /**
     * @param type what the event was before
     * @return bytes of the rows event's body in {@link #unpacked()}
     */
    int unpackRows(ByteBuf buffer, int index, int length, EventType type) {
        rows.wrap(buffer, index, length, type, RowsDecoder.POST_HEADER_LENGTH);
        return unpack(buffer, index, rows.rowsIndex(), rows.rowsEnd());
    }

    /** What was unpacked, from index 0; borrowed until the next event. */
    ByteBuf unpacked() {
        return unpacked;
    }

    private int unpack(ByteBuf buffer, int index, int headerIndex, int end) {
        if (headerIndex == end) {
            throw MalformedPacketException.of(STRUCTURE, "header", "missing", "a byte with bit 7 set");
        }
        int header = buffer.getUnsignedByte(headerIndex);
        int lengthBytes = header & LENGTH_BYTES_MASK;
        int dataIndex = headerIndex + HEADER_LENGTH + lengthBytes;
        if ((header & IS_COMPRESSED) == 0 || lengthBytes == 0 || lengthBytes > MAX_LENGTH_BYTES || dataIndex > end) {
            throw MalformedPacketException.of(STRUCTURE, "header", "0x" + Integer.toHexString(header),
                "bit 7 set, and 1 to 4 length bytes that are there");
        }
        int algorithm = header >>> ALGORITHM_SHIFT & ALGORITHM_MASK;
        if (algorithm != ALGORITHM_ZLIB) {
            throw new UnsupportedFeatureException(STRUCTURE + ".algorithm: " + algorithm + " (expected: 0, zlib; set "
                + "log_bin_compress=OFF on the server)");
        }
        long length = length(buffer, headerIndex + HEADER_LENGTH, lengthBytes);
        int headLength = headerIndex - index;
        long max = Math.min((long) (end - dataIndex) * MAX_RATIO,
            EventHeaderFlyweight.MAX_EVENT_LENGTH - EventHeaderFlyweight.LENGTH - headLength);
        if (length > max) {
            throw MalformedPacketException.of(STRUCTURE, "length", length,
                "<= " + max + ", what " + (end - dataIndex) + " compressed bytes can hold");
        }
        prepare(headLength, (int) length);
        unpacked.writeBytes(buffer, index, headLength);
        inflate(buffer, dataIndex, end, (int) length);
        return unpacked.writerIndex();
    }

    private static long length(ByteBuf buffer, int index, int lengthBytes) {
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << Byte.SIZE | buffer.getUnsignedByte(index + i);
        }
        return length;
    }

    private void prepare(int headLength, int length) {
        if (inflater == null) {
            inflater = new Inflater();
        } else {
            inflater.reset();
        }
        if (unpacked != null && unpacked.capacity() > MAX_KEPT_LENGTH) {
            unpacked.release();
            unpacked = null;
        }
        if (unpacked == null) {
            unpacked = new UnpooledByteBufAllocator(true, true)
                .directBuffer(headLength + Math.min(length, CHUNK_LENGTH));
        }
        unpacked.clear();
    }

    private void inflate(ByteBuf buffer, int index, int end, int length) {
        inflater.setInput(buffer.nioBuffer(index, end - index));
        int expectedEnd = unpacked.writerIndex() + length;
        try {
            while (!inflater.finished()) {
                // A byte more than what is expected shows when there is more.
                int missing = expectedEnd - unpacked.writerIndex() + 1;
                if (unpacked.writableBytes() < Math.min(CHUNK_LENGTH, missing)) {
                    unpacked.ensureWritable(Math.min(Math.max(CHUNK_LENGTH, unpacked.writerIndex()), missing));
                }
                int writable = Math.min(unpacked.writableBytes(), missing);
                int count = inflater.inflate(unpacked.internalNioBuffer(unpacked.writerIndex(), writable));
                unpacked.writerIndex(unpacked.writerIndex() + count);
                if (unpacked.writerIndex() > expectedEnd || count == 0 && !inflater.finished()) {
                    break;
                }
            }
        } catch (DataFormatException e) {
            throw MalformedPacketException.of(STRUCTURE, "compressed", e.getMessage(), "a zlib stream");
        }
        if (!inflater.finished() || unpacked.writerIndex() != expectedEnd || inflater.getRemaining() != 0) {
            throw MalformedPacketException.of(STRUCTURE, "length", length, (unpacked.writerIndex() - expectedEnd
                + length) + " bytes, as the compressed ones hold" + (inflater.finished() ? "" : " at least"));
        }
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
            unpacked.release();
            inflater = null;
            unpacked = null;
        }
    }
}
