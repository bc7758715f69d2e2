package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * Something happened that the log does not show; what follows does not fit what came before.
 * <pre>
 *  offset  length  field           type
 *       0       2  kind            uint16   1: changes were lost
 *       2       1  message length  uint8
 *       3       n  message         char[n]
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Incident__event.html">
 *     Incident_event</a>
 */
public final class IncidentEventFlyweight extends EventBodyFlyweight {

    /** Kind: changes are in the tables that are not in the log. */
    public static final int LOST_EVENTS = 1;

    private static final int KIND_OFFSET = 0;
    private static final int MESSAGE_LENGTH_OFFSET = KIND_OFFSET + Short.BYTES;
    private static final int MESSAGE_OFFSET = MESSAGE_LENGTH_OFFSET + Byte.BYTES;
    private static final String STRUCTURE = "IncidentEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);

    /** @param buffer borrowed */
    public IncidentEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, MESSAGE_OFFSET, STRUCTURE);
        cursor.wrap(buffer, index + MESSAGE_OFFSET, end).skip(messageLength(), "message");
        return this;
    }

    /** {@link #LOST_EVENTS} or a later server's. */
    public int kindRaw() {
        return buffer.getUnsignedShortLE(index + KIND_OFFSET);
    }

    private int messageLength() {
        return buffer.getUnsignedByte(index + MESSAGE_LENGTH_OFFSET);
    }

    /** What the server says about it; may be empty. */
    public String message() {
        return buffer.toString(index + MESSAGE_OFFSET, messageLength(), StandardCharsets.UTF_8);
    }

    /** Appends a body. Memory: borrowed until this method returns. @param message up to 255 bytes */
    public static void write(ByteBuf out, int kind, String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        out.writeShortLE(kind).writeByte(bytes.length).writeBytes(bytes);
    }
}
