package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;

/**
 * What a source with nothing to send says, and where it stands. Version 1 is the file's name alone, with the position
 * in the header, modulo 2^32. Version 2, asked for by a flag of the dump request:
 * <pre>
 * HEARTBEAT_V2 =&gt; Field*
 *   Field =&gt;
 *     Type    =&gt; lenenc   0 end, 1 file, 2 position; others are skipped
 *     Length  =&gt; lenenc   not behind type 0
 *     Value   =&gt; bytes[Length]   the position is a lenenc
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class HeartbeatEventFlyweight extends EventBodyFlyweight {

    /** The event does not carry a 64-bit position. */
    public static final long NO_POSITION = -1;

    private static final int FIELD_END = 0;
    private static final int FIELD_FILE = 1;
    private static final int FIELD_POSITION = 2;
    private static final String STRUCTURE = "HeartbeatEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);
    private int fileIndex;
    private int fileLength;
    private long position;

    /** @param buffer borrowed */
    public HeartbeatEventFlyweight wrap(ByteBuf buffer, int index, int length, EventType type) {
        wrapBody(buffer, index, length, 1, STRUCTURE);
        position = NO_POSITION;
        fileIndex = index;
        fileLength = length;
        if (type == EventType.HEARTBEAT_V2) {
            wrapFields();
        }
        return this;
    }

    private void wrapFields() {
        fileLength = 0;
        cursor.wrap(buffer, index, end);
        while (cursor.remaining() > 0) {
            long field = cursor.readLengthEncoded("field");
            if (field == FIELD_END) {
                return;
            }
            int length = cursor.readLength("fieldLength");
            int start = cursor.skip(length, "field");
            if (field == FIELD_FILE) {
                fileIndex = start;
                fileLength = length;
            } else if (field == FIELD_POSITION) {
                FieldCursor value = new FieldCursor(STRUCTURE).wrap(buffer, start, start + length);
                position = value.readLengthEncoded("position");
                if (position < 0) {
                    throw value.malformed("position", Long.toUnsignedString(position), "< 2^63");
                }
            }
        }
    }

    /** Name of the file the source reads; empty when it did not say. */
    public String file() {
        return buffer.toString(fileIndex, fileLength, StandardCharsets.UTF_8);
    }

    /** Appends a body of version 1. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, String file) {
        out.writeCharSequence(file, StandardCharsets.UTF_8);
    }

    /** Appends a body of version 2. Memory: borrowed until this method returns. */
    public static void writeVersion2(ByteBuf out, String file, long position) {
        byte[] name = file.getBytes(StandardCharsets.UTF_8);
        LengthEncoded.write(out, FIELD_FILE);
        LengthEncoded.write(out, name.length);
        out.writeBytes(name);
        LengthEncoded.write(out, FIELD_POSITION);
        int lengthIndex = out.writerIndex();
        out.writeByte(0);
        LengthEncoded.write(out, position);
        out.setByte(lengthIndex, out.writerIndex() - lengthIndex - 1);
        LengthEncoded.write(out, FIELD_END);
    }

    /** 64-bit position, or {@link #NO_POSITION} in version 1. */
    public long position() {
        return position;
    }
}
