package com.passkit.cdc.protocol.binlog;

import java.nio.ByteBuffer;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.TransactionPayloadEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * The events inside a compressed transaction, unpacked one at a time: what is held is the longest of them, never the
 * transaction.
 * <p>
 * Memory: the payload is borrowed until {@link #next()} returned false; buffers of its own are kept for the next one
 * and released by {@link #close()}. Threading: one thread at a time.
 */
final class TransactionPayload implements AutoCloseable {

    private static final int CHUNK_LENGTH = 64 * 1024;
    private static final String STRUCTURE = "TransactionPayloadEvent";

    private final EventHeaderFlyweight header = new EventHeaderFlyweight();
    private ZstdDecompressCtx zstd;
    private ByteBuf unpacked;
    private ByteBuffer staging;

    private boolean isActive;
    private boolean isCompressed;
    private ByteBuf payload;
    private int payloadIndex;
    private int payloadEnd;
    private long unpackedCount;
    private long expectedCount;
    private ByteBuf event;
    private int eventIndex;
    private int eventLength;

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
            unpacked = new UnpooledByteBufAllocator(true, true).directBuffer(2 * CHUNK_LENGTH);
            staging = ByteBuffer.allocateDirect(CHUNK_LENGTH);
        }
        zstd.reset();
        unpacked.clear();
        staging.clear().limit(0);
        event = unpacked;
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
            if (expectedCount >= 0 && unpackedCount != expectedCount) {
                throw MalformedPacketException.of(STRUCTURE, "unpackedLength", unpackedCount,
                    expectedCount + ", as the event says");
            }
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
                unpacked.ensureWritable(CHUNK_LENGTH);
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
        try {
            zstd.decompressDirectByteBufferStream(target, staging);
        } catch (ZstdException e) {
            throw MalformedPacketException.of(STRUCTURE, "payload", e.getMessage(), "Zstandard frames");
        }
        int produced = target.position();
        if (produced == 0 && staging.position() == consumed && staging.hasRemaining()) {
            throw MalformedPacketException.of(STRUCTURE, "payload", "no progress", "Zstandard frames");
        }
        unpacked.writerIndex(unpacked.writerIndex() + produced);
        unpackedCount += produced;
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
