package com.passkit.cdc.protocol.binlog.event;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * Common header that begins every binlog v4 event.
 * <pre>
 *  offset  length  field       type
 *       0       4  timestamp   uint32  seconds since the Unix epoch, clock of the source
 *       4       1  type        uint8   see {@link EventType}
 *       5       4  server id   uint32
 *       9       4  event size  uint32  bytes, header and checksum included
 *      13       4  next pos    uint32  file position after this event, modulo 2^32; 0 when artificial
 *      17       2  flags       uint16  see {@link EventFlags}
 * </pre>
 * All integers are little endian. Total {@value #LENGTH} bytes.
 * <p>
 * Memory: borrowed. The wrapped buffer must outlive every call and is never released here.
 * Threading: one thread at a time; reuse one instance per decoder.
 */
public final class EventHeaderFlyweight {

    private static final int TIMESTAMP_OFFSET = 0;
    private static final int TYPE_OFFSET = TIMESTAMP_OFFSET + Integer.BYTES;
    private static final int SERVER_ID_OFFSET = TYPE_OFFSET + Byte.BYTES;
    private static final int EVENT_LENGTH_OFFSET = SERVER_ID_OFFSET + Integer.BYTES;
    private static final int NEXT_POSITION_OFFSET = EVENT_LENGTH_OFFSET + Integer.BYTES;
    private static final int FLAGS_OFFSET = NEXT_POSITION_OFFSET + Integer.BYTES;

    /** Bytes of the header. */
    public static final int LENGTH = FLAGS_OFFSET + Short.BYTES;

    /** The longest event a server writes or sends: 1 GiB, the limit of max_allowed_packet, and some for the header. */
    public static final int MAX_EVENT_LENGTH = (1 << 30) + (1 << 16);

    private ByteBuf buffer;
    private int index;

    /**
     * @param buffer borrowed
     * @param length bytes of the event that are at hand; the header's, when they stand alone
     */
    public EventHeaderFlyweight wrap(ByteBuf buffer, int index, int length) {
        if (length < LENGTH) {
            throw MalformedPacketException.of("EventHeader", "length", length, ">= " + LENGTH);
        }
        this.buffer = buffer;
        this.index = index;
        return this;
    }

    /** Seconds since the epoch by the clock of the source; 0 in artificial events. */
    public long timestampSeconds() {
        return buffer.getUnsignedIntLE(index + TIMESTAMP_OFFSET);
    }

    public EventHeaderFlyweight timestampSeconds(long seconds) {
        buffer.setIntLE(index + TIMESTAMP_OFFSET, (int) seconds);
        return this;
    }

    /** The type's code as sent. */
    public int typeRaw() {
        return buffer.getUnsignedByte(index + TYPE_OFFSET);
    }

    public EventHeaderFlyweight typeRaw(int code) {
        buffer.setByte(index + TYPE_OFFSET, code);
        return this;
    }

    public EventType type() {
        return EventType.of(typeRaw());
    }

    /** Id of the server that wrote the event first. */
    public long serverId() {
        return buffer.getUnsignedIntLE(index + SERVER_ID_OFFSET);
    }

    public EventHeaderFlyweight serverId(long serverId) {
        buffer.setIntLE(index + SERVER_ID_OFFSET, (int) serverId);
        return this;
    }

    /** Bytes of the whole event, header and checksum included. */
    public long eventLength() {
        return buffer.getUnsignedIntLE(index + EVENT_LENGTH_OFFSET);
    }

    public EventHeaderFlyweight eventLength(long length) {
        buffer.setIntLE(index + EVENT_LENGTH_OFFSET, (int) length);
        return this;
    }

    /** Low 32 bits of the position behind the event; 0 when artificial, and in inner events of a transaction. */
    public long nextPosition() {
        return buffer.getUnsignedIntLE(index + NEXT_POSITION_OFFSET);
    }

    public EventHeaderFlyweight nextPosition(long position) {
        buffer.setIntLE(index + NEXT_POSITION_OFFSET, (int) position);
        return this;
    }

    /** Bits of {@link EventFlags}. */
    public int flagsRaw() {
        return buffer.getUnsignedShortLE(index + FLAGS_OFFSET);
    }

    public EventHeaderFlyweight flagsRaw(int flags) {
        buffer.setShortLE(index + FLAGS_OFFSET, flags);
        return this;
    }

    /** Whether the dump thread made the event up; it is in no file and moves no position. */
    public boolean isArtificial() {
        return (flagsRaw() & EventFlags.ARTIFICIAL) != 0;
    }

    /** Whether a reader that does not know the type may pass over the event. */
    public boolean isIgnorable() {
        return (flagsRaw() & EventFlags.IGNORABLE) != 0;
    }
}
