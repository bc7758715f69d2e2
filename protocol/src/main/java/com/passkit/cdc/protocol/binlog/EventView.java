package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;

import io.netty.buffer.ByteBuf;

/**
 * The event at hand: its header, its bytes and where it stands.
 * Memory: borrowed until the callback returns. Threading: the thread of the callback only.
 */
public interface EventView {

    EventHeaderFlyweight header();

    /** @return name of the binlog file; of inner events of a compressed transaction, that of the payload event */
    String file();

    /** @return 64-bit offset of the event's first byte in its file; of inner events, that of the payload event */
    long startPosition();

    /** @return 64-bit offset behind the event's last byte, checksum included */
    long endPosition();

    /** @return what came of the checksum; of inner events, that of the payload event */
    ChecksumVerdict checksum();

    /** The bytes that hold the event. Memory: borrowed until the callback returns. */
    ByteBuf buffer();

    /** Absolute index of the event's header in {@link #buffer()}. */
    int index();

    /** Bytes of the whole event, header and checksum included. */
    int length();

    /** Bytes of the checksum at its end: 4, or 0 where it has none, as inner events of a compressed transaction. */
    int checksumLength();
}
