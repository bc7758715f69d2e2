package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * In MariaDB: crash recovery needs no file before the one named here.
 * <pre>
 *  offset  length  field        type
 *       0       4  file length  uint32
 *       4       n  file         char[n]
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://mariadb.com/kb/en/binlog_checkpoint_event/">BINLOG_CHECKPOINT_EVENT</a>
 */
public final class MariaDbBinlogCheckpointEventFlyweight extends EventBodyFlyweight {

    private static final String STRUCTURE = "MariaDbBinlogCheckpointEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);
    private int fileIndex;
    private int fileLength;

    /** @param buffer borrowed */
    public MariaDbBinlogCheckpointEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, Integer.BYTES, STRUCTURE);
        cursor.wrap(buffer, index, end);
        fileLength = cursor.readCount32("fileLength");
        fileIndex = cursor.skip(fileLength, "file");
        return this;
    }

    /** The oldest file that recovery needs. */
    public String file() {
        return buffer.toString(fileIndex, fileLength, StandardCharsets.UTF_8);
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, String file) {
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        out.writeIntLE(bytes.length).writeBytes(bytes);
    }
}
