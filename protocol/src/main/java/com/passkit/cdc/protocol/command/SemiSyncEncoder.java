package com.passkit.cdc.protocol.command;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * What a semi-synchronous dump has more than another: two bytes before each event, and the replica's answer.
 * <pre>
 * EventPrefix =&gt;
 *   Magic   =&gt; 0xef
 *   Flags   =&gt; uint8   1: the source waits for an acknowledgement
 *
 * Acknowledgement =&gt;
 *   Magic   =&gt; 0xef
 *   Offset  =&gt; uint64  end of the transaction
 *   File    =&gt; rest
 * </pre>
 * All integers are little endian. Source: semisync.h and semisync_source_ack_receiver.cc of the server.
 */
public final class SemiSyncEncoder {

    /** First byte of both. */
    public static final int MAGIC = 0xef;
    /** Bytes before an event. */
    public static final int PREFIX_LENGTH = 2;
    /** In the flags: the source waits. */
    public static final int FLAG_WAITS = 1;

    private SemiSyncEncoder() {
    }

    /** @return transferred to the caller */
    public static ByteBuf acknowledgement(ByteBufAllocator allocator, String file, long offset) {
        ByteBuf out = allocator.buffer(1 + Long.BYTES + file.length()).writeByte(MAGIC).writeLongLE(offset);
        out.writeCharSequence(file, StandardCharsets.UTF_8);
        return out;
    }
}
