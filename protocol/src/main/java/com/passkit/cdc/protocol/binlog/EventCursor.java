package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;

import io.netty.buffer.ByteBuf;

/** The event at hand. Threading: one thread at a time; one instance per decoder. */
final class EventCursor implements EventView {

    private final EventHeaderFlyweight header = new EventHeaderFlyweight();
    private String file = "";
    private long startPosition;
    private long endPosition;
    private ChecksumVerdict checksum = ChecksumVerdict.NONE;
    private ByteBuf buffer;
    private int index;
    private int length;
    private int checksumLength;

    /** Takes an event; where it stands is told by {@link #at}. */
    EventHeaderFlyweight wrap(ByteBuf buffer, int index, int length) {
        header.wrap(buffer, index, length);
        this.buffer = buffer;
        this.index = index;
        this.length = length;
        this.checksumLength = 0;
        return header;
    }

    void at(String file, long startPosition, long endPosition) {
        this.file = file;
        this.startPosition = startPosition;
        this.endPosition = endPosition;
    }

    void checksum(ChecksumVerdict verdict) {
        checksum = verdict;
    }

    /** The last bytes of the event are its checksum. */
    void checksumLength(int length) {
        checksumLength = length;
    }

    @Override
    public EventHeaderFlyweight header() {
        return header;
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public long startPosition() {
        return startPosition;
    }

    @Override
    public long endPosition() {
        return endPosition;
    }

    @Override
    public ChecksumVerdict checksum() {
        return checksum;
    }

    @Override
    public ByteBuf buffer() {
        return buffer;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int checksumLength() {
        return checksumLength;
    }

    @Override
    public String toString() {
        return file + ':' + startPosition;
    }
}
