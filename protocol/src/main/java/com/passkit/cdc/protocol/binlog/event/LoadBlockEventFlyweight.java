package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;

/**
 * Part of a file that LOAD DATA, logged as a statement, reads: BEGIN_LOAD_QUERY the first, APPEND_BLOCK each further
 * one.
 * <pre>
 *  offset  length  field    type
 *       0       4  file id  uint32
 *       4       n  block    bytes[n]  to the end
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class LoadBlockEventFlyweight extends EventBodyFlyweight {

    private static final int FILE_ID_OFFSET = 0;
    private static final int BLOCK_OFFSET = FILE_ID_OFFSET + Integer.BYTES;

    /** @param buffer borrowed */
    public LoadBlockEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, BLOCK_OFFSET, "LoadBlockEvent");
        return this;
    }

    /** Ties the blocks, and what ends them, together. */
    public long fileId() {
        return buffer.getUnsignedIntLE(index + FILE_ID_OFFSET);
    }

    /** Borrowed buffer under this flyweight. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Absolute index of the block's bytes. */
    public int blockIndex() {
        return index + BLOCK_OFFSET;
    }

    /** Bytes of the block. */
    public int blockLength() {
        return end - blockIndex();
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, long fileId, byte[] block) {
        out.writeIntLE((int) fileId).writeBytes(block);
    }
}
