package com.passkit.cdc.protocol.binlog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.position.BinlogPosition;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * Finds the events of a binlog file, plain or compressed, reading ahead by a block. What is held is a block, or the
 * longest event.
 * Memory: retained; call {@link #close()}. Threading: one thread at a time. Blocking: yes.
 */
final class EventScanner implements AutoCloseable {

    private static final int BLOCK_LENGTH = 128 * 1024;
    /** 0xfe "bin", little endian. */
    private static final int MAGIC = 0x6e_69_62_fe;
    private static final int ENCRYPTED_MAGIC = 0x6e_69_62_fd;
    private static final String STRUCTURE = "BinlogFile";

    private final String name;
    private final EventHeaderFlyweight header = new EventHeaderFlyweight();
    private final ByteBuf block = new UnpooledByteBufAllocator(true, true).directBuffer(BLOCK_LENGTH);
    private long position = BinlogPosition.InFile.FIRST_EVENT_OFFSET;
    private int eventLength;
    private boolean isStarted;
    private ReadableByteChannel channel;

    /** @param channel closed with this */
    EventScanner(ReadableByteChannel channel, String name) {
        this.channel = channel;
        this.name = name;
    }

    /** @return false at the end of the file */
    boolean next() {
        if (!isStarted) {
            unpack();
            readMagic();
            isStarted = true;
        }
        block.skipBytes(eventLength);
        position += eventLength;
        eventLength = 0;
        if (!require(EventHeaderFlyweight.LENGTH)) {
            if (block.isReadable()) {
                throw truncated(EventHeaderFlyweight.LENGTH);
            }
            return false;
        }
        long length = header.wrap(block, block.readerIndex(), EventHeaderFlyweight.LENGTH).eventLength();
        if (length < EventHeaderFlyweight.LENGTH || length > EventHeaderFlyweight.MAX_EVENT_LENGTH) {
            throw malformed("event.length", length,
                EventHeaderFlyweight.LENGTH + " to " + EventHeaderFlyweight.MAX_EVENT_LENGTH);
        }
        if (!require((int) length)) {
            throw truncated(length);
        }
        eventLength = (int) length;
        return true;
    }

    /** What is compressed is told by its first bytes, as a stream has no name that could tell. */
    private void unpack() {
        require(PackedChannel.MAGIC_LENGTH);
        PackedChannel packed = PackedChannel.of(channel, block, name);
        if (packed != null) {
            channel = packed;
            block.clear();
        }
    }

    private void readMagic() {
        boolean isLongEnough = require(Integer.BYTES);
        int magic = isLongEnough ? block.readIntLE() : 0;
        if (magic != MAGIC) {
            throw MalformedPacketException.of(STRUCTURE, "magic", name + ": " + (!isLongEnough
                ? block.readableBytes() + " bytes" : "0x" + Integer.toHexString(Integer.reverseBytes(magic))),
                magic == ENCRYPTED_MAGIC ? "0xfe62696e; this file is encrypted by binlog_encryption: read it from its"
                    + " server, or set binlog_encryption=OFF there and read later files"
                    : "0xfe62696e, a binlog file, or one compressed by gzip or zstd");
        }
    }

    private MalformedPacketException truncated(long expected) {
        return malformed("event", "the file breaks off after " + block.readableBytes() + " bytes of it",
            expected + "; the events before it are whole");
    }

    /** An error at the event at hand, or at the end of the file. */
    MalformedPacketException malformed(String field, Object value, String expected) {
        return MalformedPacketException.of(STRUCTURE, field, name + ':' + position + ": " + value, expected);
    }

    /** @return whether as many bytes are in the block, from its reader index */
    private boolean require(int count) {
        while (block.readableBytes() < count) {
            if (block.capacity() - block.readerIndex() < count || !block.isWritable()) {
                makeRoom();
            }
            if (!readBlock()) {
                return false;
            }
        }
        return true;
    }

    /** Grows by doubling as bytes arrive, so that a length that lies costs nothing. */
    private void makeRoom() {
        block.discardReadBytes();
        if (block.writableBytes() == 0) {
            block.ensureWritable(block.capacity());
        }
    }

    private boolean readBlock() {
        int writable = block.writableBytes();
        ByteBuffer target = block.internalNioBuffer(block.writerIndex(), writable);
        try {
            int count = channel.read(target);
            if (count > 0) {
                block.writerIndex(block.writerIndex() + count);
            }
            return count >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** The buffer of the event at hand; borrowed until {@link #next()}. */
    ByteBuf buffer() {
        return block;
    }

    int index() {
        return block.readerIndex();
    }

    int length() {
        return eventLength;
    }

    @Override
    public void close() {
        block.release();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
