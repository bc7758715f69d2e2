package com.passkit.cdc.runtime.batch;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.runtime.encode.JsonQuote;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * {@link BatchFormat#BATCH}.
 * <pre>
 * Batch =>
 *   {"schema":"passkit.cdc.batch/1","connector":…,"batch":…,"lane":…,"sequence":…,"events":[ LF
 *   Event ( "," LF Event )* LF
 *   ]}
 * </pre>
 * A heartbeat has no event and {@code "position":{"file":…,"pos":…,"gtid":…}} before its events.
 * Threading: one thread at a time.
 */
final class ObjectEnvelope extends BatchEnvelope {

    private static final int MAX_LONG_DIGITS = 20;
    private static final int MAX_INT_DIGITS = 11;
    private static final byte[] LANE = ascii("\",\"lane\":");
    private static final byte[] SEQUENCE = ascii(",\"sequence\":");
    private static final byte[] POSITION = ascii(",\"position\":");
    private static final byte[] EVENTS = ascii(",\"events\":[\n");
    private static final byte[] EMPTY_TRAILER = ascii("]}");

    private final byte[] prefix;

    ObjectEnvelope(String connector) {
        super(connector, ",\n", "\n]}", 0);
        this.prefix = ("{\"schema\":\"" + SCHEMA + "\",\"connector\":" + JsonQuote.quote(connector)
            + ",\"batch\":\"").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int headroom() {
        return prefix.length + ID_DIGITS + LANE.length + MAX_INT_DIGITS + SEQUENCE.length + MAX_LONG_DIGITS
            + EVENTS.length;
    }

    @Override
    public void writeHeader(ByteBuf out, String id, int lane, long sequence) {
        writeHeader(out, id, lane, sequence, null);
    }

    @Override
    int headerLength(String id, int lane, long sequence) {
        return prefix.length + id.length() + LANE.length + digits(lane) + SEQUENCE.length + digits(sequence)
            + EVENTS.length;
    }

    @Override
    public void writeEmpty(ByteBuf out, String id, int lane, long sequence, String position) {
        writeHeader(out, id, lane, sequence, position);
        out.writeBytes(EMPTY_TRAILER);
    }

    private void writeHeader(ByteBuf out, String id, int lane, long sequence, String position) {
        out.writeBytes(prefix);
        ByteBufUtil.writeAscii(out, id);
        out.writeBytes(LANE);
        ByteBufUtil.writeAscii(out, Integer.toString(lane));
        out.writeBytes(SEQUENCE);
        ByteBufUtil.writeAscii(out, Long.toString(sequence));
        if (position != null) {
            out.writeBytes(POSITION);
            out.writeCharSequence(position, StandardCharsets.UTF_8);
        }
        out.writeBytes(EVENTS);
    }

    private static int digits(long value) {
        int count = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            count++;
        }
        return count;
    }
}
