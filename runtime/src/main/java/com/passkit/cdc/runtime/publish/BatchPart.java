package com.passkit.cdc.runtime.publish;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.runtime.batch.Batch;
import com.passkit.cdc.runtime.batch.BatchEnvelope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;

/**
 * Some events of a batch, in order, as one request: all of them, or one of the halves it had to be split into. The id
 * of a half follows from its events as that of a batch does; it keeps the batch's sequence. Where events end is found
 * again in the bytes.
 * Memory: borrows the batch's buffer. Threading: one thread at a time.
 */
final class BatchPart {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Batch batch;
    private final BatchEnvelope envelope;
    private final String id;
    private final int beginIndex;
    private final int endIndex;
    private final int eventCount;

    private BatchPart(Batch batch, BatchEnvelope envelope, String id, int beginIndex, int endIndex, int eventCount) {
        this.batch = batch;
        this.envelope = envelope;
        this.id = id;
        this.beginIndex = beginIndex;
        this.endIndex = endIndex;
        this.eventCount = eventCount;
    }

    static BatchPart whole(Batch batch, BatchEnvelope envelope) {
        return new BatchPart(batch, envelope, batch.id(), batch.firstEventIndex(), batch.eventsEndIndex(),
            batch.eventCount());
    }

    String id() {
        return id;
    }

    int eventCount() {
        return eventCount;
    }

    /** @return what a request says about its body */
    RequestHead head() {
        return new RequestHead(id, batch.lane(), batch.sequence(), eventCount, batch.heartbeatPosition());
    }

    /** @return the request's body before compression; retained, the caller releases it */
    ByteBuf body(ByteBufAllocator allocator) {
        if (id.equals(batch.id())) {
            return batch.content().retainedDuplicate();
        }
        ByteBuf header = allocator.directBuffer(envelope.headroom());
        envelope.writeHeader(header, id, batch.lane(), batch.sequence());
        ByteBuf trailer = allocator.directBuffer();
        envelope.writeTrailer(trailer);
        ByteBuf events = batch.content().retainedSlice(beginIndex, endIndex - beginIndex);
        return allocator.compositeDirectBuffer(3)
            .addComponent(true, header).addComponent(true, events).addComponent(true, trailer);
    }

    /** Puts the two halves before what waits already. */
    void splitInto(ArrayDeque<BatchPart> parts) {
        int leftCount = eventCount / 2;
        int middle = beginIndex;
        int lastOfLeft = beginIndex;
        for (int i = 0; i < leftCount; i++) {
            lastOfLeft = middle;
            middle = endOfEvent(middle) + envelope.separatorLength();
        }
        int lastOfRight = middle;
        for (int i = leftCount + 1; i < eventCount; i++) {
            lastOfRight = endOfEvent(lastOfRight) + envelope.separatorLength();
        }
        parts.addFirst(part(middle, endIndex, lastOfRight, eventCount - leftCount));
        parts.addFirst(part(beginIndex, middle - envelope.separatorLength(), lastOfLeft, leftCount));
    }

    private BatchPart part(int begin, int end, int last, int count) {
        String partId = envelope.idOf(batch.content(), begin, last, batch.lane(), count);
        return new BatchPart(batch, envelope, partId, begin, end, count);
    }

    /**
     * @param eventId as JSON writes it; null for the first event
     * @return the event's id, table and position, for a person to find it
     */
    String describe(String eventId) {
        int begin = beginIndex;
        while (eventId != null && !envelope.eventId(batch.content(), begin).equals(eventId)) {
            begin = endOfEvent(begin) + envelope.separatorLength();
            if (begin >= endIndex) {
                return "event " + eventId;
            }
        }
        ByteBuf event = envelope.bareEvent(batch.content(), begin, endOfEvent(begin));
        try (InputStream bytes = new ByteBufInputStream(event)) {
            JsonNode node = JSON.readTree(bytes);
            JsonNode source = node.path("source");
            return "event " + node.path("id").asText() + " of " + source.path("db").asText() + '.'
                + source.path("table").asText() + " at " + source.path("file").asText() + ':'
                + source.path("pos").asText();
        } catch (IOException e) {
            return "event " + envelope.eventId(batch.content(), begin);
        }
    }

    /** Told of each event of a part, in order. */
    @FunctionalInterface
    interface EventHandler {

        /** The event lies in the batch's buffer from one index to before the other. */
        void onEvent(int begin, int end);
    }

    /** Walks over all events, once. */
    void forEachEvent(EventHandler handler) {
        int begin = beginIndex;
        for (int i = 0; i < eventCount; i++) {
            int end = endOfEvent(begin);
            handler.onEvent(begin, end);
            begin = end + envelope.separatorLength();
        }
    }

    /** @return the event there as a dead letter; its memory is retained, the caller passes it on or releases it */
    DeadLetter letter(int begin, int end, int status, String reason) {
        return new DeadLetter(eventIdAt(begin), status, reason, id, batch.lane(),
            envelope.bareEvent(batch.content(), begin, end).retain());
    }

    /** @return the id of the event there, as JSON means it */
    String eventIdAt(int begin) {
        String written = envelope.eventId(batch.content(), begin);
        if (written.indexOf('\\') < 0) {
            return written;
        }
        try {
            return JSON.readTree('"' + written + '"').textValue();
        } catch (IOException e) {
            return written;
        }
    }

    /** @return id of the first event */
    String firstEventId() {
        return eventCount == 0 ? null : envelope.eventId(batch.content(), beginIndex);
    }

    private int endOfEvent(int begin) {
        return envelope.endOfEvent(batch.content(), begin, endIndex);
    }
}
