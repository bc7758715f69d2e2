package com.passkit.cdc.protocol.handshake;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.wire.CapabilityFlags;
import com.passkit.cdc.protocol.wire.WireString;

import io.netty.buffer.ByteBuf;

/**
 * First packet of the server.
 * <pre>
 * HandshakeV10 =&gt;
 *   Version        =&gt; uint8 10
 *   ServerVersion  =&gt; NulTerminated
 *   ConnectionId   =&gt; uint32
 *   NonceBegin     =&gt; bytes[8]
 *   Filler         =&gt; uint8
 *   CapabilityLow  =&gt; uint16
 *   Collation      =&gt; uint8
 *   Status         =&gt; uint16
 *   CapabilityHigh =&gt; uint16
 *   NonceLength    =&gt; uint8        0 without PLUGIN_AUTH
 *   Reserved       =&gt; bytes[6]
 *   Extended       =&gt; uint32       MariaDB's further capabilities, where CapabilityLow lacks its first bit; else 0
 *   NonceEnd       =&gt; bytes[max(13, NonceLength - 8)]   the last one is NUL
 *   PluginName     =&gt; NulTerminated, with PLUGIN_AUTH
 * </pre>
 * All integers are little endian. Source: MySQL Internals, "Protocol::HandshakeV10".
 *
 * @param serverVersion as sent
 * @param connectionId  uint32
 * @param nonce         {@value #NONCE_LENGTH} bytes; not to be changed
 * @param capabilities  see {@link CapabilityFlags}
 * @param pluginName    the plugin whose answer the server would like first
 * @param isMariaDb     whether the server is a MariaDB: its version says so, or its capabilities do
 */
public record Greeting(String serverVersion, long connectionId, byte[] nonce, int capabilities, String pluginName,
    boolean isMariaDb) {

    /** Bytes of the nonce, its final NUL excluded. */
    public static final int NONCE_LENGTH = 20;

    private static final int PROTOCOL_VERSION = 10;
    private static final int NONCE_BEGIN_LENGTH = 8;
    private static final int NONCE_END_LENGTH = NONCE_LENGTH - NONCE_BEGIN_LENGTH;
    private static final int MIN_NONCE_END_LENGTH = 13;
    private static final int RESERVED_LENGTH = 6;
    private static final int EXTENDED_LENGTH = Integer.BYTES;
    private static final int FIXED_LENGTH = 4 + NONCE_BEGIN_LENGTH + 1 + 2 + 1 + 2 + 2 + 1 + RESERVED_LENGTH
        + EXTENDED_LENGTH;
    private static final String MARIADB_NAME = "MariaDB";
    private static final int REQUIRED =
        CapabilityFlags.PROTOCOL_41 | CapabilityFlags.SECURE_CONNECTION | CapabilityFlags.PLUGIN_AUTH;

    /** @param bytes borrowed until this method returns; holds the packet and nothing else */
    public static Greeting read(ByteBuf bytes) {
        int version = bytes.isReadable() ? bytes.readUnsignedByte() : 0;
        if (version != PROTOCOL_VERSION) {
            throw MalformedPacketException.of("HandshakeV10", "version", version,
                "10; is this the port of a MySQL server's classic protocol?");
        }
        String serverVersion = WireString.readNulTerminated(bytes);
        if (bytes.readableBytes() < FIXED_LENGTH + NONCE_END_LENGTH) {
            throw MalformedPacketException.of("HandshakeV10", "length behind the version", bytes.readableBytes(),
                ">= " + (FIXED_LENGTH + NONCE_END_LENGTH) + "; servers before 5.5 are not supported");
        }
        long connectionId = bytes.readUnsignedIntLE();
        byte[] nonce = new byte[NONCE_LENGTH];
        bytes.readBytes(nonce, 0, NONCE_BEGIN_LENGTH);
        bytes.skipBytes(1);
        int low = bytes.readUnsignedShortLE();
        bytes.skipBytes(1 + 2);
        int capabilities = low | bytes.readUnsignedShortLE() << Short.SIZE;
        int nonceLength = bytes.readUnsignedByte();
        bytes.skipBytes(RESERVED_LENGTH);
        int extended = bytes.readIntLE();
        int endLength = Math.max(MIN_NONCE_END_LENGTH, nonceLength - NONCE_BEGIN_LENGTH);
        bytes.readBytes(nonce, NONCE_BEGIN_LENGTH, NONCE_END_LENGTH);
        bytes.skipBytes(Math.min(bytes.readableBytes(), endLength - NONCE_END_LENGTH));
        if (!CapabilityFlags.has(capabilities, REQUIRED)) {
            throw new UnsupportedFeatureException("HandshakeV10.capabilities: 0x" + Integer.toHexString(capabilities)
                + " (expected: PROTOCOL_41, SECURE_CONNECTION and PLUGIN_AUTH, which MySQL has since 5.5)");
        }
        return new Greeting(serverVersion, connectionId, nonce, capabilities, WireString.readNulTerminated(bytes),
            isMariaDb(serverVersion, capabilities, extended));
    }

    /** An operator may set the version's text; MariaDB (10.2) also shows by the one capability that it never names. */
    private static boolean isMariaDb(String serverVersion, int capabilities, int extended) {
        return serverVersion.contains(MARIADB_NAME)
            || !CapabilityFlags.has(capabilities, CapabilityFlags.LONG_PASSWORD) && extended != 0;
    }
}
