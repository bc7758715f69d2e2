package com.passkit.cdc.protocol.binlog;

import java.util.Objects;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/**
 * Events to callbacks: frames, verifies the checksum, places each in its file, and dispatches. The same for a dump and
 * for a file.
 * <p>
 * After {@link Demand#PAUSE} the event's bytes stay borrowed, and no other event may come, until {@link #resume()} has
 * returned {@link Demand#CONTINUE}. An exception ends the decoder: only {@link #close()} may follow.
 * <p>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class BinlogDecoder implements AutoCloseable {

    private final LinearPosition position;
    private final EventCursor event = new EventCursor();
    private final EventChecksum checksum = new EventChecksum();
    private final FormatDescriptionEventFlyweight format = new FormatDescriptionEventFlyweight();
    private final EventDispatcher dispatcher;
    private boolean hasFormat;
    private boolean hasChecksums;

    private ByteBuf buffer;
    private int index;
    private int length;

    /** Decodes a dump, which begins with an artificial ROTATE and names its file. */
    public BinlogDecoder(TableDefinitions definitions, BinlogHandler handler) {
        this(definitions, handler, LinearPosition.ofStream());
    }

    BinlogDecoder(TableDefinitions definitions, BinlogHandler handler, LinearPosition position) {
        Objects.requireNonNull(definitions, "definitions");
        Objects.requireNonNull(handler, "handler");
        this.position = position;
        dispatcher = new EventDispatcher(definitions, handler, event, position);
    }

    /**
     * Decodes one event.
     *
     * @param buffer borrowed; after PAUSE until {@link #resume()} returns CONTINUE
     * @param index  absolute index of the event's header
     * @param length bytes of the event, checksum included
     * @return PAUSE when the handler paused; the event may not be done then
     */
    public Demand onEvent(ByteBuf buffer, int index, int length) {
        if (dispatcher.isActive()) {
            throw new IllegalStateException("the event at " + event + " is not done; resume() first");
        }
        this.buffer = buffer;
        this.index = index;
        this.length = length;
        try {
            EventHeaderFlyweight header = event.wrap(buffer, index, length);
            requireLength(header);
            position.place(header, length, event);
            int bodyLength = verify(header) - EventHeaderFlyweight.LENGTH;
            return dispatcher.dispatch(buffer, index + EventHeaderFlyweight.LENGTH, bodyLength);
        } catch (MySqlException e) {
            throw EventFault.locate(e, event, buffer, index, length);
        }
    }

    /** Goes on after PAUSE. @return PAUSE when the handler paused again, CONTINUE when the event is done */
    public Demand resume() {
        try {
            return dispatcher.resume();
        } catch (MySqlException e) {
            throw EventFault.locate(e, event, buffer, index, length);
        }
    }

    /**
     * The next event stands here: for events that were kept aside and come out of their order.
     *
     * @param file     binlog file
     * @param position 64-bit offset of the event's first byte in it
     */
    public void moveTo(String file, long position) {
        this.position.moveTo(file, position);
    }

    /**
     * Asks {@link TableDefinitions} anew at the next table map of each table that needs it. A descriptor that comes
     * out equal stays the same instance.
     */
    public void forgetDefinitions() {
        dispatcher.forgetDefinitions();
    }

    /** @return the file of what was decoded last */
    public String file() {
        return position.file();
    }

    /** @return the 64-bit end of what was decoded last in that file */
    public long position() {
        return position.next();
    }

    /** Releases what compressed transactions needed. A handler may call it; no other callback follows. */
    @Override
    public void close() {
        dispatcher.close();
    }

    /** The last transaction that was seen whole, in the file at hand. */
    TransactionEnd lastTransactionEnd() {
        return dispatcher.lastTransactionEnd();
    }

    /** The checksum covers the length too, but cannot be found by a wrong one. */
    private void requireLength(EventHeaderFlyweight header) {
        if (header.eventLength() != length) {
            throw MalformedPacketException.inTransit("EventHeader", "eventLength", header.eventLength(),
                length + ", the bytes at hand");
        }
    }

    /** @return bytes of the event without its checksum */
    private int verify(EventHeaderFlyweight header) {
        event.checksum(ChecksumVerdict.NONE);
        EventType type = header.type();
        if (type == EventType.FORMAT_DESCRIPTION) {
            return verifyFormat();
        }
        boolean isMadeUp = type == EventType.ROTATE && header.nextPosition() == 0
            || type == EventType.ROTATE && header.isArtificial()
            || type == EventType.HEARTBEAT || type == EventType.HEARTBEAT_V2;
        if (!hasFormat && type == EventType.START_V3) {
            throw UnsupportedEvents.of(header, type);
        }
        if (!hasFormat && !isMadeUp) {
            throw MalformedPacketException.of("EventHeader", "type", header.typeRaw(),
                "a FORMAT_DESCRIPTION (15) before any other");
        }
        if (!hasChecksums) {
            // The dump thread gives what it makes up itself a checksum when the replica asked for one, whatever the
            // file has (Binlog_sender::init_checksum_alg), so only the bytes can tell.
            return isMadeUp && checksum.matches(buffer, index, length) ? stripped() : length;
        }
        if (!checksum.matches(buffer, index, length)) {
            throw mismatch();
        }
        return stripped();
    }

    private int verifyFormat() {
        format.wrap(buffer, index + EventHeaderFlyweight.LENGTH, length - EventHeaderFlyweight.LENGTH);
        int algorithm = format.checksumAlgorithmRaw();
        if (algorithm == FormatDescriptionEventFlyweight.CHECKSUM_CRC32) {
            if (!checksum.matchesWithoutInUse(buffer, index, length)) {
                throw mismatch();
            }
            event.checksum(ChecksumVerdict.OK);
        } else if (algorithm != FormatDescriptionEventFlyweight.CHECKSUM_NONE) {
            throw MalformedPacketException.of("FormatDescriptionEvent", "checksumAlgorithm", algorithm, "0 or 1");
        }
        event.checksumLength(format.hasChecksumField() ? FormatDescriptionEventFlyweight.CHECKSUM_LENGTH : 0);
        hasFormat = true;
        hasChecksums = algorithm == FormatDescriptionEventFlyweight.CHECKSUM_CRC32;
        return length;
    }

    private int stripped() {
        event.checksum(ChecksumVerdict.OK);
        event.checksumLength(FormatDescriptionEventFlyweight.CHECKSUM_LENGTH);
        return length - FormatDescriptionEventFlyweight.CHECKSUM_LENGTH;
    }

    private MalformedPacketException mismatch() {
        boolean hasRoom = length >= EventHeaderFlyweight.LENGTH + FormatDescriptionEventFlyweight.CHECKSUM_LENGTH;
        return MalformedPacketException.inTransit("Event", "checksum",
            hasRoom ? hex(EventChecksum.stored(buffer, index, length)) : "missing",
            hasRoom ? hex(checksum.compute(buffer, index, length)) + ", the CRC32 of its bytes" : "a CRC32");
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }
}
