package com.passkit.cdc.protocol.binlog;

import java.nio.ByteBuffer;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.TransactionPayloadEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * The events inside a compressed transaction, unpacked one at a time: what is held is the longest of them, never the
 * transaction. It grows as bytes come out, so that a length that lies costs nothing. A frame may ask for a window of
 * up to 128 MiB, the library's limit and what the server's highest level takes.
 * <p>
 * Memory: the payload is borrowed until {@link #next()} returned false; buffers of its own are kept for the next one,
 * unless an event made them large, and released by {@link #close()}. Threading: one thread at a time.
 */
final class TransactionPayload implements AutoCloseable {

    private static final int CHUNK_LENGTH = 64 * 1024;
    /** A larger buffer is not kept for the next payload. */
    private static final int MAX_KEPT_LENGTH = 16 * 1024 * 1024;
    private static final String STRUCTURE = "TransactionPayloadEvent";
    private static final String FRAMES = "Zstandard frames with windows of up to 128 MiB";

    private final EventHeaderFlyweight header = new EventHeaderFlyweight();
    private ZstdDecompressCtx zstd;
    private ByteBuf unpacked;
    private ByteBuffer staging;

    private boolean isActive;
    private boolean isCompressed;
    private boolean isFrameDone;
    private ByteBuf payload;
    private int payloadIndex;
    private int payloadEnd;
    private long unpackedCount;
    private long expectedCount;
    private ByteBuf event;
    private int eventIndex;
    private int eventLength;

    /** Whether an event of this type can stand inside. */
    static boolean mayHold(EventType type) {
        return switch (type) {
            case TRANSACTION_PAYLOAD, FORMAT_DESCRIPTION, ROTATE, STOP, HEARTBEAT, HEARTBEAT_V2, GTID, ANONYMOUS_GTID,
                GTID_TAGGED_LOG, PREVIOUS_GTIDS -> false;
            default -> true;
        };
    }

    void begin(TransactionPayloadEventFlyweight body) {
        long algorithm = body.algorithmRaw();
        if (algorithm != TransactionPayloadEventFlyweight.ALGORITHM_ZSTD
            && algorithm != TransactionPayloadEventFlyweight.ALGORITHM_NONE) {
            throw new UnsupportedFeatureException(STRUCTURE + ".algorithm: " + algorithm + " (expected: 0 (zstd) or "
                + "255 (none); set binlog_transaction_compression=OFF on the server)");
        }
        isCompressed = algorithm == TransactionPayloadEventFlyweight.ALGORITHM_ZSTD;
        payload = body.buffer();
        payloadIndex = body.payloadIndex();
        payloadEnd = payloadIndex + body.payloadLength();
        expectedCount = body.unpackedLength();
        unpackedCount = 0;
        eventLength = 0;
        isActive = true;
        if (isCompressed) {
            prepare();
        }
    }

    private void prepare() {
        if (zstd == null) {
            zstd = new ZstdDecompressCtx();
            unpacked = newBuffer();
            staging = ByteBuffer.allocateDirect(CHUNK_LENGTH);
        } else if (unpacked.capacity() > MAX_KEPT_LENGTH) {
            unpacked.release();
            unpacked = newBuffer();
        }
        zstd.reset();
        isFrameDone = false;
        unpacked.clear();
        staging.clear().limit(0);
        event = unpacked;
    }

    private static ByteBuf newBuffer() {
        return new UnpooledByteBufAllocator(true, true).directBuffer(2 * CHUNK_LENGTH);
    }

    /** Whether events may be left. */
    boolean isActive() {
        return isActive;
    }

    /** @return whether there is another event; the one before is of no use any more */
    boolean next() {
        boolean hasNext = isCompressed ? nextCompressed() : nextPlain();
        isActive = hasNext;
        return hasNext;
    }

    private boolean nextPlain() {
        int index = payloadIndex;
        int remaining = payloadEnd - index;
        if (remaining == 0) {
            return false;
        }
        event = payload;
        eventIndex = index;
        eventLength = requireLength(payload, index, remaining);
        if (eventLength > remaining) {
            throw truncated(remaining, eventLength);
        }
        payloadIndex = index + eventLength;
        return true;
    }

    private boolean nextCompressed() {
        unpacked.skipBytes(eventLength);
        eventLength = 0;
        if (!unpack(EventHeaderFlyweight.LENGTH)) {
            if (unpacked.isReadable()) {
                throw truncated(unpacked.readableBytes(), EventHeaderFlyweight.LENGTH);
            }
            requireWhole();
            return false;
        }
        int length = requireLength(unpacked, unpacked.readerIndex(), EventHeaderFlyweight.LENGTH);
        if (!unpack(length)) {
            throw truncated(unpacked.readableBytes(), length);
        }
        eventIndex = unpacked.readerIndex();
        eventLength = length;
        return true;
    }

    private void requireWhole() {
        if (!isFrameDone) {
            throw MalformedPacketException.of(STRUCTURE, "payload", "breaks off after " + unpackedCount + " bytes",
                "a whole Zstandard frame");
        }
        if (expectedCount >= 0 && unpackedCount != expectedCount) {
            throw wrongCount();
        }
    }

    private MalformedPacketException wrongCount() {
        return MalformedPacketException.of(STRUCTURE, "unpackedLength", unpackedCount,
            expectedCount + ", as the event says");
    }

    private int requireLength(ByteBuf buffer, int index, int remaining) {
        long length = header.wrap(buffer, index, remaining).eventLength();
        if (length < EventHeaderFlyweight.LENGTH || length > EventHeaderFlyweight.MAX_EVENT_LENGTH) {
            throw MalformedPacketException.of(STRUCTURE, "innerEvent.length", length,
                EventHeaderFlyweight.LENGTH + " to " + EventHeaderFlyweight.MAX_EVENT_LENGTH);
        }
        return (int) length;
    }

    private static MalformedPacketException truncated(int actual, int expected) {
        return MalformedPacketException.of(STRUCTURE, "innerEvent", actual + " bytes left", ">= " + expected);
    }

    /** @return whether as many bytes are unpacked and not yet taken */
    private boolean unpack(int count) {
        while (unpacked.readableBytes() < count) {
            if (unpacked.writableBytes() < CHUNK_LENGTH) {
                unpacked.discardReadBytes();
                // At least doubled, so that the longest event is copied no more than twice.
                int readable = unpacked.readableBytes();
                unpacked.ensureWritable(Math.max(CHUNK_LENGTH, Math.min(readable, count - readable)));
            }
            refill();
            int produced = unpackSome();
            if (produced == 0 && !staging.hasRemaining() && payloadIndex == payloadEnd) {
                return false;
            }
        }
        return true;
    }

    private void refill() {
        if (!staging.hasRemaining() && payloadIndex < payloadEnd) {
            staging.clear().limit(Math.min(CHUNK_LENGTH, payloadEnd - payloadIndex));
            payload.getBytes(payloadIndex, staging);
            payloadIndex += staging.position();
            staging.flip();
        }
    }

    private int unpackSome() {
        ByteBuffer target = unpacked.internalNioBuffer(unpacked.writerIndex(), unpacked.writableBytes()).slice();
        int consumed = staging.position();
        boolean isDone;
        try {
            isDone = zstd.decompressDirectByteBufferStream(target, staging);
        } catch (ZstdException e) {
            throw MalformedPacketException.of(STRUCTURE, "payload", e.getMessage(), FRAMES);
        }
        int produced = target.position();
        if (produced > 0 || staging.position() > consumed) {
            isFrameDone = isDone;
        } else if (staging.hasRemaining()) {
            throw MalformedPacketException.of(STRUCTURE, "payload", "no progress", FRAMES);
        }
        unpacked.writerIndex(unpacked.writerIndex() + produced);
        unpackedCount += produced;
        if (expectedCount >= 0 && unpackedCount > expectedCount) {
            throw wrongCount();
        }
        return produced;
    }

    /** The buffer of the event at hand; borrowed until {@link #next()}. */
    ByteBuf buffer() {
        return event;
    }

    int index() {
        return eventIndex;
    }

    int length() {
        return eventLength;
    }

    @Override
    public void close() {
        isActive = false;
        if (zstd != null) {
            zstd.close();
            unpacked.release();
            zstd = null;
            unpacked = null;
            event = null;
        }
    }
}
