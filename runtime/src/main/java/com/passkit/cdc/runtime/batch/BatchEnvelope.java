package com.passkit.cdc.runtime.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import com.passkit.cdc.runtime.encode.JsonQuote;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * What stands around the events of a batch, and the batch's id.
 * <pre>
 * Batch =>
 *   {"schema":"passkit.cdc.batch/1","connector":…,"batch":…,"lane":…,"sequence":…,"events":[ LF
 *   Event ( "," LF Event )* LF
 *   ]}
 * </pre>
 * A heartbeat has no event and {@code "position":{"file":…,"pos":…,"gtid":…}} before its events.
 * Threading: one thread at a time.
 */
public final class BatchEnvelope {

    private static final int MAX_LONG_DIGITS = 20;
    private static final int MAX_INT_DIGITS = 11;
    private static final int ID_DIGITS = 32;
    private static final byte[] LANE = ascii("\",\"lane\":");
    private static final byte[] SEQUENCE = ascii(",\"sequence\":");
    private static final byte[] EVENTS = ascii(",\"events\":[\n");
    private static final byte[] SEPARATOR = ascii(",\n");
    private static final byte[] TRAILER = ascii("\n]}");
    private static final byte[] EMPTY_TRAILER = ascii("]}");
    private static final byte[] EVENT_ID_PREFIX = ascii("{\"id\":\"");

    private final byte[] prefix;
    private final byte[] connector;
    private final MessageDigest digest;

    public BatchEnvelope(String connector) {
        this.connector = connector.getBytes(StandardCharsets.UTF_8);
        this.prefix = ("{\"schema\":\"passkit.cdc.batch/1\",\"connector\":" + JsonQuote.quote(connector)
            + ",\"batch\":\"").getBytes(StandardCharsets.UTF_8);
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not among the JDK's algorithms", e);
        }
    }

    /** @return bytes to leave free in front of the first event */
    public int headroom() {
        return prefix.length + ID_DIGITS + LANE.length + MAX_INT_DIGITS + SEQUENCE.length + MAX_LONG_DIGITS
            + EVENTS.length;
    }

    /** Appends the header. */
    public void writeHeader(ByteBuf out, String id, int lane, long sequence) {
        writeHeader(out, id, lane, sequence, "");
    }

    private void writeHeader(ByteBuf out, String id, int lane, long sequence, String members) {
        out.writeBytes(prefix);
        ByteBufUtil.writeAscii(out, id);
        out.writeBytes(LANE);
        ByteBufUtil.writeAscii(out, Integer.toString(lane));
        out.writeBytes(SEQUENCE);
        ByteBufUtil.writeAscii(out, Long.toString(sequence));
        out.writeCharSequence(members, StandardCharsets.UTF_8);
        out.writeBytes(EVENTS);
    }

    /** Writes the header so that it ends where the first event begins. @return index where it begins */
    int writeHeaderBefore(ByteBuf buffer, int firstEventIndex, String id, int lane, long sequence) {
        int length = prefix.length + id.length() + LANE.length + digits(lane) + SEQUENCE.length + digits(sequence)
            + EVENTS.length;
        int writerIndex = buffer.writerIndex();
        int begin = firstEventIndex - length;
        buffer.readerIndex(Math.min(buffer.readerIndex(), begin)).writerIndex(begin);
        writeHeader(buffer, id, lane, sequence);
        buffer.writerIndex(writerIndex).readerIndex(begin);
        return begin;
    }

    /** Appends what stands between two events. */
    static void writeSeparator(ByteBuf out) {
        out.writeBytes(SEPARATOR);
    }

    /** @return length of what stands between two events */
    public static int separatorLength() {
        return SEPARATOR.length;
    }

    /** Appends what stands behind the last event. */
    public void writeTrailer(ByteBuf out) {
        out.writeBytes(TRAILER);
    }

    /** Appends a whole batch without events. @param members further members, each with a comma in front */
    public void writeEmpty(ByteBuf out, String id, int lane, long sequence, String members) {
        writeHeader(out, id, lane, sequence, members);
        out.writeBytes(EMPTY_TRAILER);
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
    public static String eventId(ByteBuf events, int index) {
        return new String(idBytes(events, index), StandardCharsets.UTF_8);
    }

    private void begin(int lane) {
        digest.reset();
        digest.update(connector);
        digest.update((byte) 0);
        digest.update(ascii(Integer.toString(lane)));
        digest.update((byte) 0);
    }

    private String finish() {
        return HexFormat.of().formatHex(digest.digest(), 0, ID_DIGITS / 2);
    }

    private static byte[] idBytes(ByteBuf events, int index) {
        int begin = index + EVENT_ID_PREFIX.length;
        int end = begin;
        // Inside a JSON string a quote is preceded by a backslash, which itself comes in pairs.
        while (events.getByte(end) != '"') {
            end += events.getByte(end) == '\\' ? 2 : 1;
        }
        return ByteBufUtil.getBytes(events, begin, end - begin);
    }

    private static int digits(long value) {
        int count = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            count++;
        }
        return count;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
