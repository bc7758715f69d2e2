package com.passkit.cdc.protocol.binlog.event;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * What stands between an event's common header and its checksum.
 * Memory: borrowed. Threading: one thread at a time.
 */
abstract class EventBodyFlyweight {

    ByteBuf buffer;
    /** Absolute index of the first byte behind the common header. */
    int index;
    /** Absolute index behind the last byte, checksum excluded. */
    int end;

    final void wrapBody(ByteBuf buffer, int index, int length, int minLength, String structure) {
        if (length < minLength) {
            throw MalformedPacketException.of(structure, "length", length, ">= " + minLength);
        }
        this.buffer = buffer;
        this.index = index;
        this.end = index + length;
    }
}
