package com.passkit.cdc.protocol.handshake;

import java.util.Map;

import com.passkit.cdc.protocol.wire.CapabilityFlags;
import com.passkit.cdc.protocol.wire.LengthEncoded;
import com.passkit.cdc.protocol.wire.WireString;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Answer to the greeting. Its first 32 bytes alone are the request to begin TLS.
 * <pre>
 * HandshakeResponse41 =&gt;
 *   Capabilities  =&gt; uint32
 *   MaxPacket     =&gt; uint32
 *   Collation     =&gt; uint8
 *   Filler        =&gt; bytes[23]
 *   // not part of SSLRequest
 *   User          =&gt; NulTerminated
 *   AuthResponse  =&gt; lenenc bytes with PLUGIN_AUTH_LENENC, else uint8 bytes
 *   PluginName    =&gt; NulTerminated
 *   Attributes    =&gt; lenenc (LengthEncoded LengthEncoded)*, with CONNECT_ATTRIBUTES
 *   ZstdLevel     =&gt; uint8, with ZSTD_COMPRESSION; at which the server packs
 * </pre>
 * All integers are little endian. Source: MySQL Internals, "Protocol::HandshakeResponse41", "Protocol::SSLRequest".
 */
final class HandshakeResponse {

    private static final int MAX_PACKET_LENGTH = 1 << 30;
    /** utf8mb4_general_ci, known to every server since 5.5.3. */
    private static final int COLLATION = 45;
    private static final int FILLER_LENGTH = 23;
    private static final int ZSTD_LEVEL = 3;
    private static final int WANTED = CapabilityFlags.LONG_PASSWORD | CapabilityFlags.LONG_FLAG
        | CapabilityFlags.PROTOCOL_41 | CapabilityFlags.TRANSACTIONS | CapabilityFlags.SECURE_CONNECTION
        | CapabilityFlags.MULTI_RESULTS | CapabilityFlags.PREPARED_MULTI_RESULTS | CapabilityFlags.PLUGIN_AUTH
        | CapabilityFlags.CONNECT_ATTRIBUTES | CapabilityFlags.PLUGIN_AUTH_LENENC | CapabilityFlags.DEPRECATE_EOF
        | CapabilityFlags.MULTI_FACTOR;

    private HandshakeResponse() {
    }

    /** @param compression its capability flag, 0 for none @return what both sides can */
    static int negotiate(int serverCapabilities, boolean isTls, int compression) {
        return serverCapabilities & (WANTED | compression | (isTls ? CapabilityFlags.TLS : 0));
    }

    static void writeTlsRequest(ByteBuf out, int capabilities) {
        out.writeIntLE(capabilities).writeIntLE(MAX_PACKET_LENGTH).writeByte(COLLATION).writeZero(FILLER_LENGTH);
    }

    /** @param response of the plugin, at most 250 bytes */
    static void write(ByteBuf out, int capabilities, String user, byte[] response, String pluginName,
        Map<String, String> attributes) {
        writeTlsRequest(out, capabilities);
        WireString.writeNulTerminated(out, user);
        out.writeByte(response.length).writeBytes(response);
        WireString.writeNulTerminated(out, pluginName);
        if (CapabilityFlags.has(capabilities, CapabilityFlags.CONNECT_ATTRIBUTES)) {
            ByteBuf pairs = Unpooled.buffer();
            attributes.forEach((key, value) -> {
                WireString.writeLengthEncoded(pairs, key);
                WireString.writeLengthEncoded(pairs, value);
            });
            LengthEncoded.write(out, pairs.readableBytes());
            out.writeBytes(pairs);
        }
        if (CapabilityFlags.has(capabilities, CapabilityFlags.ZSTD_COMPRESSION)) {
            out.writeByte(ZSTD_LEVEL);
        }
    }
}
