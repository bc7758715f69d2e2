package com.passkit.cdc.runtime.batch;

import com.passkit.cdc.runtime.encode.JsonQuote;
import io.netty.buffer.ByteBuf;

/** Gives a batch its id and what stands around its events. Threading: source event loop only. */
final class BatchSealer {

    private final BatchEnvelope envelope;
    private final int headroom;
    private long sealedCount;

    BatchSealer(BatchEnvelope envelope) {
        this.envelope = envelope;
        this.headroom = envelope.headroom();
    }

    /** Makes an empty buffer ready for the first event. */
    void begin(ByteBuf buffer) {
        buffer.setIndex(headroom, headroom);
    }

    /** Writes what stands before an event that is not the first. */
    void writeSeparator(ByteBuf buffer) {
        envelope.writeSeparator(buffer);
    }

    /** @param sequence of its lane */
    void seal(Batch batch, long sequence) {
        ByteBuf buffer = batch.content();
        int end = buffer.writerIndex();
        int lane = batch.lane();
        envelope.writeTrailer(buffer);
        String id = envelope.idOf(
            buffer, batch.firstEventIndex(), batch.lastEventIndex(), lane, batch.eventCount());
        envelope.writeHeaderBefore(buffer, batch.firstEventIndex(), id, lane, sequence);
        batch.seal(id, sequence, end);
        sealedCount++;
    }

    /**
     * Seals a batch without events.
     *
     * @param sequence of its lane
     * @param file     position up to which everything is published; null before the first one
     * @param gtids    of that position, null without
     */
    void sealHeartbeat(Batch batch, long sequence, String file, long offset, String gtids) {
        ByteBuf buffer = batch.content();
        String position = file == null ? null : "{\"file\":" + JsonQuote.quote(file) + ",\"pos\":" + offset
            + ",\"gtid\":" + (gtids == null ? "null" : JsonQuote.quote(gtids)) + '}';
        // No event gives it an id that lasts, and nothing is lost by a heartbeat the receiver sees twice.
        String id = envelope.idOf(0, "heartbeat " + System.currentTimeMillis() + ' ' + sequence + position);
        envelope.writeEmpty(buffer, id, batch.lane(), sequence, position);
        batch.heartbeatPosition(position);
        batch.seal(id, sequence, buffer.writerIndex());
        sealedCount++;
    }

    /** @return grows with each batch that is sealed, heartbeats included */
    long sealedCount() {
        return sealedCount;
    }
}
