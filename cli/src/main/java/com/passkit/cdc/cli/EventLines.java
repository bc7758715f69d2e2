package com.passkit.cdc.cli;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

import com.passkit.cdc.protocol.binlog.ChecksumVerdict;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;

/** Raw events, one line each: place, time, type, header fields, and what came of the checksum. */
final class EventLines implements Consumer<EventView> {

    private final PrintStream out;
    private long count;
    private long mismatchCount;

    EventLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public void accept(EventView event) {
        count++;
        if (event.checksum() == ChecksumVerdict.MISMATCH) {
            mismatchCount++;
        }
        EventHeaderFlyweight header = event.header();
        EventType type = header.type();
        out.println(event.file() + ':' + event.startPosition()
            + ' ' + Instant.ofEpochSecond(header.timestampSeconds())
            + ' ' + (type == EventType.UNKNOWN ? "UNKNOWN(" + header.typeRaw() + ')' : type.name())
            + " server_id=" + header.serverId()
            + " length=" + header.eventLength()
            + " end_log_pos=" + header.nextPosition()
            + " flags=0x" + Integer.toHexString(header.flagsRaw())
            + " checksum=" + event.checksum().name().toLowerCase(Locale.ROOT));
    }

    long count() {
        return count;
    }

    long mismatchCount() {
        return mismatchCount;
    }
}
