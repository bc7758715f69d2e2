package com.passkit.cdc.protocol.command;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * <pre>
 * COM_REGISTER_SLAVE =&gt;
 *   Code      =&gt; 0x15
 *   ServerId  =&gt; uint32
 *   Host      =&gt; uint8 bytes   nothing connects back; SHOW REPLICAS shows it
 *   User      =&gt; uint8 bytes   empty
 *   Password  =&gt; uint8 bytes   empty
 *   Port      =&gt; uint16        0
 *   Rank      =&gt; uint32        ignored
 *   SourceId  =&gt; uint32        0: the server fills it in
 * </pre>
 * All integers are little endian. Source: MySQL Internals, "COM_REGISTER_SLAVE".
 */
public final class RegisterReplicaEncoder {

    private static final int EMPTY_LENGTH = 2 + 2 + 4 + 4;
    private static final int MAX_HOST_LENGTH = 60;

    private RegisterReplicaEncoder() {
    }

    /**
     * @param serverId uint32
     * @param host     up to 60 ASCII characters, empty for none
     * @return transferred to the caller
     */
    public static ByteBuf encode(ByteBufAllocator allocator, long serverId, String host) {
        if (host.length() > MAX_HOST_LENGTH) {
            throw new IllegalArgumentException(
                "host.length: " + host.length() + " (expected: <= " + MAX_HOST_LENGTH + ')');
        }
        ByteBuf out = allocator.buffer(1 + Integer.BYTES + 1 + host.length() + EMPTY_LENGTH);
        out.writeByte(CommandCode.REGISTER_REPLICA).writeIntLE((int) serverId).writeByte(host.length());
        out.writeCharSequence(host, StandardCharsets.US_ASCII);
        return out.writeZero(EMPTY_LENGTH);
    }
}
