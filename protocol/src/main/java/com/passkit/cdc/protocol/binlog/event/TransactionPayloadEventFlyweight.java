package com.passkit.cdc.protocol.binlog.event;

import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;

/**
 * A whole transaction, compressed ({@code binlog_transaction_compression}, 8.0.20 and later).
 * <pre>
 * TRANSACTION_PAYLOAD =&gt; Field*, Payload
 *   Field =&gt;
 *     Type    =&gt; lenenc   0 end, 1 payload length, 2 algorithm, 3 length unpacked; others are skipped
 *     Length  =&gt; lenenc   not behind type 0
 *     Value   =&gt; bytes[Length]   each known one a lenenc
 *   Payload =&gt; bytes[payload length]   events without checksums, one behind the other
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class TransactionPayloadEventFlyweight extends EventBodyFlyweight {

    /** Algorithm: Zstandard. */
    public static final int ALGORITHM_ZSTD = 0;
    /** Algorithm: not compressed. */
    public static final int ALGORITHM_NONE = 255;

    private static final int FIELD_END = 0;
    private static final int FIELD_PAYLOAD_LENGTH = 1;
    private static final int FIELD_ALGORITHM = 2;
    private static final int FIELD_UNPACKED_LENGTH = 3;
    private static final String STRUCTURE = "TransactionPayloadEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);
    private final FieldCursor value = new FieldCursor(STRUCTURE);
    private long payloadLength;
    private long algorithm;
    private long unpackedLength;
    private int payloadIndex;

    /** @param buffer borrowed */
    public TransactionPayloadEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, 1, STRUCTURE);
        payloadLength = -1;
        algorithm = ALGORITHM_NONE;
        unpackedLength = -1;
        cursor.wrap(buffer, index, end);
        long field = cursor.readLengthEncoded("field");
        while (field != FIELD_END) {
            int fieldLength = cursor.readLength("fieldLength");
            int start = cursor.skip(fieldLength, "field");
            value.wrap(buffer, start, start + fieldLength);
            if (field == FIELD_PAYLOAD_LENGTH) {
                payloadLength = value.readLengthEncoded("payloadLength");
            } else if (field == FIELD_ALGORITHM) {
                algorithm = value.readLengthEncoded("algorithm");
            } else if (field == FIELD_UNPACKED_LENGTH) {
                unpackedLength = value.readLengthEncoded("unpackedLength");
            }
            field = cursor.readLengthEncoded("field");
        }
        payloadIndex = cursor.index();
        if (payloadLength != cursor.remaining()) {
            throw cursor.malformed("payloadLength", payloadLength, cursor.remaining() + ", the bytes that are left");
        }
        return this;
    }

    /** {@link #ALGORITHM_ZSTD}, {@link #ALGORITHM_NONE} or a later server's. */
    public long algorithmRaw() {
        return algorithm;
    }

    /** Bytes of the events unpacked; -1 when not told. */
    public long unpackedLength() {
        return unpackedLength;
    }

    /** Absolute index of the payload. */
    public int payloadIndex() {
        return payloadIndex;
    }

    /** Bytes of the payload. */
    public int payloadLength() {
        return (int) payloadLength;
    }

    /** Borrowed buffer under this flyweight. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, int algorithm, long unpackedLength, ByteBuf payload) {
        writeField(out, FIELD_ALGORITHM, algorithm);
        writeField(out, FIELD_UNPACKED_LENGTH, unpackedLength);
        writeField(out, FIELD_PAYLOAD_LENGTH, payload.readableBytes());
        LengthEncoded.write(out, FIELD_END);
        out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    private static void writeField(ByteBuf out, int field, long value) {
        LengthEncoded.write(out, field);
        int lengthIndex = out.writerIndex();
        out.writeByte(0);
        LengthEncoded.write(out, value);
        out.setByte(lengthIndex, out.writerIndex() - lengthIndex - 1);
    }
}
