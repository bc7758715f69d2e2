package com.passkit.cdc.protocol.binlog;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

import com.passkit.cdc.protocol.binlog.event.EventFlags;
import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;

import io.netty.buffer.ByteBuf;

/**
 * CRC32 at the end of an event, over all bytes before it.
 * Memory: borrowed until the method returns. Threading: one thread at a time.
 */
final class EventChecksum {

    private static final int FLAGS_OFFSET = EventHeaderFlyweight.LENGTH - Short.BYTES;

    private final CRC32 crc = new CRC32();

    /** @return what the checksum should be */
    int compute(ByteBuf buffer, int index, int length) {
        crc.reset();
        update(buffer, index, length - FormatDescriptionEventFlyweight.CHECKSUM_LENGTH);
        return (int) crc.getValue();
    }

    /** @return whether the last four bytes are the checksum of those before */
    boolean matches(ByteBuf buffer, int index, int length) {
        return length >= EventHeaderFlyweight.LENGTH + FormatDescriptionEventFlyweight.CHECKSUM_LENGTH
            && compute(buffer, index, length) == stored(buffer, index, length);
    }

    /**
     * As {@link #matches}, for a FORMAT_DESCRIPTION, whose flag "in use" is set after the checksum was computed
     * (MYSQL_BIN_LOG::open_binlog) and cleared when the file is closed.
     */
    boolean matchesWithoutInUse(ByteBuf buffer, int index, int length) {
        int flags = buffer.getUnsignedShortLE(index + FLAGS_OFFSET) & ~EventFlags.BINLOG_IN_USE;
        crc.reset();
        update(buffer, index, FLAGS_OFFSET);
        crc.update(flags & 0xff);
        crc.update(flags >>> Byte.SIZE);
        int rest = index + EventHeaderFlyweight.LENGTH;
        update(buffer, rest, index + length - FormatDescriptionEventFlyweight.CHECKSUM_LENGTH - rest);
        return (int) crc.getValue() == stored(buffer, index, length);
    }

    /** @return the checksum as sent */
    static int stored(ByteBuf buffer, int index, int length) {
        return buffer.getIntLE(index + length - FormatDescriptionEventFlyweight.CHECKSUM_LENGTH);
    }

    private void update(ByteBuf buffer, int index, int length) {
        if (buffer.hasArray()) {
            crc.update(buffer.array(), buffer.arrayOffset() + index, length);
        } else if (buffer.nioBufferCount() == 1) {
            crc.update(buffer.internalNioBuffer(index, length));
        } else {
            for (ByteBuffer part : buffer.nioBuffers(index, length)) {
                crc.update(part);
            }
        }
    }
}
