package com.passkit.cdc.protocol.command;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * <pre>
 * COM_REGISTER_SLAVE =&gt;
 *   Code      =&gt; 0x15
 *   ServerId  =&gt; uint32
 *   Host      =&gt; uint8 bytes   empty: nothing connects back
 *   User      =&gt; uint8 bytes   empty
 *   Password  =&gt; uint8 bytes   empty
 *   Port      =&gt; uint16        0
 *   Rank      =&gt; uint32        ignored
 *   SourceId  =&gt; uint32        0: the server fills it in
 * </pre>
 * All integers are little endian. Source: MySQL Internals, "COM_REGISTER_SLAVE".
 */
public final class RegisterReplicaEncoder {

    private static final int EMPTY_LENGTH = 3 + 2 + 4 + 4;

    private RegisterReplicaEncoder() {
    }

    /**
     * @param serverId uint32
     * @return transferred to the caller
     */
    public static ByteBuf encode(ByteBufAllocator allocator, long serverId) {
        return allocator.buffer(1 + Integer.BYTES + EMPTY_LENGTH)
            .writeByte(CommandCode.REGISTER_REPLICA)
            .writeIntLE((int) serverId)
            .writeZero(EMPTY_LENGTH);
    }
}
