package com.passkit.cdc.runtime.xa;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.runtime.state.StateFolder;

import io.netty.buffer.ByteBuf;

/**
 * Writes one {@link SpoolDescriptor spool}, a block at a time.
 * Threading: source event loop only. Blocking: on the file, without waiting for the disk.
 */
final class SpoolWriter implements AutoCloseable {

    private static final int BLOCK_LENGTH = 64 * 1024;
    private static final byte[] NOTHING = {};

    private static final int EVENT_LENGTH_OFFSET = 9;
    private static final int EVENT_POSITION_OFFSET = EVENT_LENGTH_OFFSET + Integer.BYTES;
    private static final int EVENT_FLAGS_OFFSET = EVENT_POSITION_OFFSET + Integer.BYTES;

    private final StateFolder folder;
    private final String name;
    private final FileChannel channel;
    private final ByteBuffer block;
    private final CRC32C sum = new CRC32C();
    private int summedCount;
    private long length;

    /** @param block at least {@value #BLOCK_LENGTH} bytes, of no other use until the writer is closed */
    SpoolWriter(StateFolder folder, String name, ByteBuffer block) {
        this.folder = folder;
        this.name = name;
        this.block = block;
        block.clear();
        channel = folder.create(name);
        put(SpoolDescriptor.LINE, 0, SpoolDescriptor.LINE.length);
    }

    static ByteBuffer newBlock() {
        return ByteBuffer.allocateDirect(BLOCK_LENGTH);
    }

    /** @return bytes written so far */
    long length() {
        return length + block.position();
    }

    void mark(byte kind, long position) {
        record(kind, position, NOTHING);
    }

    void record(byte kind, long position, byte[] body) {
        begin(kind, position, body.length);
        put(body, 0, body.length);
        end();
    }

    /** Memory: borrowed until this method returns. */
    void event(EventView event) {
        ByteBuf bytes = event.buffer();
        int index = event.index();
        int eventLength = event.length() - event.checksumLength();
        begin(SpoolDescriptor.EVENT, event.startPosition(), eventLength);
        put(bytes, index, EVENT_LENGTH_OFFSET);
        room(2 * Integer.BYTES);
        block.putInt(Integer.reverseBytes(eventLength)).putInt(0);
        put(bytes, index + EVENT_FLAGS_OFFSET, eventLength - EVENT_FLAGS_OFFSET);
        end();
    }

    /** Hands everything to the file; it is durable when the file was synced. */
    @Override
    public void close() {
        try (channel) {
            flush();
        } catch (IOException e) {
            throw folder.unusable(name, "cannot be written", e);
        }
    }

    /** Gives up: what is not in the file yet never gets there. */
    void abandon() {
        try {
            channel.close();
        } catch (IOException e) {
            throw folder.unusable(name, "cannot be closed", e);
        }
    }

    private void begin(byte kind, long position, int bodyLength) {
        room(SpoolDescriptor.BODY_OFFSET);
        block.put(kind).putLong(position).putInt(bodyLength);
    }

    private void end() {
        room(SpoolDescriptor.SUM_LENGTH);
        addUp();
        block.putInt((int) sum.getValue());
    }

    private void put(byte[] bytes, int offset, int count) {
        for (int done = 0; done < count;) {
            room(1);
            int part = Math.min(block.remaining(), count - done);
            block.put(bytes, offset + done, part);
            done += part;
        }
    }

    private void put(ByteBuf bytes, int index, int count) {
        for (int done = 0; done < count;) {
            room(1);
            int part = Math.min(block.remaining(), count - done);
            ByteBuffer target = block.duplicate().limit(block.position() + part);
            bytes.getBytes(index + done, target);
            block.position(block.position() + part);
            done += part;
        }
    }

    private void room(int count) {
        if (block.remaining() < count) {
            try {
                flush();
            } catch (IOException e) {
                throw folder.unusable(name, "cannot be written", e);
            }
        }
    }

    private void flush() throws IOException {
        addUp();
        block.flip();
        length += block.remaining();
        while (block.hasRemaining()) {
            channel.write(block);
        }
        block.clear();
        summedCount = 0;
    }

    private void addUp() {
        sum.update(block.duplicate().flip().position(summedCount));
        summedCount = block.position();
    }
}
