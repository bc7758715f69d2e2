package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;

/**
 * A LOAD DATA that was logged as a statement failed: its blocks are of no use.
 * <pre>
 *  offset  length  field    type
 *       0       4  file id  uint32
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class DeleteFileEventFlyweight extends EventBodyFlyweight {

    private static final int FILE_ID_OFFSET = 0;
    private static final int LENGTH = FILE_ID_OFFSET + Integer.BYTES;

    /** @param buffer borrowed */
    public DeleteFileEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, LENGTH, "DeleteFileEvent");
        return this;
    }

    /** As in the blocks. */
    public long fileId() {
        return buffer.getUnsignedIntLE(index + FILE_ID_OFFSET);
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, long fileId) {
        out.writeIntLE((int) fileId);
    }
}
