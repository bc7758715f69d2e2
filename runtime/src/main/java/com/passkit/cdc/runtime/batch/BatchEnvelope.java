package com.passkit.cdc.runtime.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import com.passkit.cdc.runtime.encode.CloudEventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * What stands around the events of a batch, and the batch's id, which is the same in every format. An event never
 * contains a line feed, and between two there is one.
 * <pre>
 * Body =>
 *   Header Event ( Separator Event )* Trailer
 * </pre>
 * Threading: one thread at a time.
 */
public abstract sealed class BatchEnvelope permits ObjectEnvelope, PlainEnvelope {

    /** Names form and version of a batch. */
    public static final String SCHEMA = "passkit.cdc.batch/1";

    static final int ID_DIGITS = 32;
    private static final byte[] EVENT_ID_PREFIX = ascii("{\"id\":\"");

    private final byte[] separator;
    private final byte[] trailer;
    private final int bareEventOffset;
    private final byte[] connector;
    private byte[] salt = {};
    private final MessageDigest digest;

    BatchEnvelope(String connector, String separator, String trailer, int bareEventOffset) {
        this.connector = connector.getBytes(StandardCharsets.UTF_8);
        this.separator = ascii(separator);
        this.trailer = ascii(trailer);
        this.bareEventOffset = bareEventOffset;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not among the JDK's algorithms", e);
        }
    }

    public static BatchEnvelope of(BatchFormat format, String connector) {
        return switch (format) {
            case BATCH -> new ObjectEnvelope(connector);
            case NDJSON -> new PlainEnvelope(connector, "", "\n", "\n", 0);
            case CLOUDEVENTS -> new PlainEnvelope(connector, "[\n", ",\n", "\n]", CloudEventEncoder.DATA_OFFSET);
        };
    }

    /** @return this, with other ids for the same events; empty for none */
    public BatchEnvelope salted(String newSalt) {
        salt = newSalt.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** @return bytes to leave free in front of the first event */
    public abstract int headroom();

    /** Appends the header. */
    public abstract void writeHeader(ByteBuf out, String id, int lane, long sequence);

    abstract int headerLength(String id, int lane, long sequence);

    /** Appends a whole body without events. @param position JSON object of a heartbeat's position; null for none */
    public abstract void writeEmpty(ByteBuf out, String id, int lane, long sequence, String position);

    /** Writes the header so that it ends where the first event begins. @return index where it begins */
    int writeHeaderBefore(ByteBuf buffer, int firstEventIndex, String id, int lane, long sequence) {
        int writerIndex = buffer.writerIndex();
        int begin = firstEventIndex - headerLength(id, lane, sequence);
        buffer.readerIndex(Math.min(buffer.readerIndex(), begin)).writerIndex(begin);
        writeHeader(buffer, id, lane, sequence);
        buffer.writerIndex(writerIndex).readerIndex(begin);
        return begin;
    }

    /** Appends what stands between two events. */
    void writeSeparator(ByteBuf out) {
        out.writeBytes(separator);
    }

    /** @return length of what stands between two events */
    public int separatorLength() {
        return separator.length;
    }

    /** Appends what stands behind the last event. */
    public void writeTrailer(ByteBuf out) {
        out.writeBytes(trailer);
    }

    /**
     * @param begin where an event begins
     * @param limit behind the last event
     * @return index behind the event
     */
    public int endOfEvent(ByteBuf events, int begin, int limit) {
        int lineFeed = events.indexOf(begin, limit, (byte) '\n');
        return lineFeed < 0 ? limit : lineFeed + 1 - separator.length;
    }

    /**
     * @param begin where an event begins
     * @param end   behind it
     * @return the event without what the format puts around each: the object of the contract; borrowed
     */
    public ByteBuf bareEvent(ByteBuf events, int begin, int end) {
        return bareEventOffset == 0 ? events.slice(begin, end - begin) : CloudEventEncoder.data(events, begin, end);
    }

    /**
     * @param events     borrowed
     * @param firstIndex where the first event begins
     * @param lastIndex  where the last event begins
     * @return the same for the same events in the same lane, 128 bits in hexadecimal
     */
    public String idOf(ByteBuf events, int firstIndex, int lastIndex, int lane, int eventCount) {
        begin(lane);
        digest.update(idBytes(events, firstIndex));
        digest.update((byte) 0);
        digest.update(idBytes(events, lastIndex));
        digest.update((byte) 0);
        digest.update(ascii(Integer.toString(eventCount)));
        return finish();
    }

    /** @return an id for a batch without events; unique when the seed is */
    public String idOf(int lane, String seed) {
        begin(lane);
        digest.update(seed.getBytes(StandardCharsets.UTF_8));
        return finish();
    }

    /** @return id of the event that begins there, as it is written in JSON */
    public String eventId(ByteBuf events, int index) {
        return new String(idBytes(events, index), StandardCharsets.UTF_8);
    }

    private void begin(int lane) {
        digest.reset();
        digest.update(connector);
        digest.update(salt);
        digest.update((byte) 0);
        digest.update(ascii(Integer.toString(lane)));
        digest.update((byte) 0);
    }

    private String finish() {
        return HexFormat.of().formatHex(digest.digest(), 0, ID_DIGITS / 2);
    }

    private byte[] idBytes(ByteBuf events, int index) {
        int begin = index + bareEventOffset + EVENT_ID_PREFIX.length;
        int end = begin;
        // Inside a JSON string a quote is preceded by a backslash, which itself comes in pairs.
        while (events.getByte(end) != '"') {
            end += events.getByte(end) == '\\' ? 2 : 1;
        }
        return ByteBufUtil.getBytes(events, begin, end - begin);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
