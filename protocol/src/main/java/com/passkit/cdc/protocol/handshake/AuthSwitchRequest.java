package com.passkit.cdc.protocol.handshake;

import java.util.Arrays;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.wire.WireString;

import io.netty.buffer.ByteBuf;

/**
 * The server wants another plugin's answer, or that of the next factor.
 * <pre>
 * AuthSwitchRequest, AuthNextFactor =&gt;
 *   Header      =&gt; 0xfe, 0x02
 *   PluginName  =&gt; NulTerminated
 *   Data        =&gt; rest: the nonce, with or without a final NUL
 * </pre>
 * A switch of the header alone asks for the hash of MySQL 4.0.
 * Source: MySQL Internals, "Protocol::AuthSwitchRequest", "Protocol::AuthNextFactor".
 *
 * @param pluginName the plugin
 * @param data       as sent; not to be changed
 */
record AuthSwitchRequest(String pluginName, byte[] data) {

    static final int HEADER = 0xfe;
    static final int NEXT_FACTOR_HEADER = 0x02;

    private static final int MAX_DATA_LENGTH = 1024;
    private static final String OLD_PASSWORD = "mysql_old_password";
    private static final byte[] NO_DATA = {};

    /** @param bytes borrowed until this method returns; the packet behind its header */
    static AuthSwitchRequest read(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            return new AuthSwitchRequest(OLD_PASSWORD, NO_DATA);
        }
        String pluginName = WireString.readNulTerminated(bytes);
        if (bytes.readableBytes() > MAX_DATA_LENGTH) {
            throw MalformedPacketException.of("AuthSwitchRequest", "data.length", bytes.readableBytes(),
                "<= " + MAX_DATA_LENGTH);
        }
        byte[] data = new byte[bytes.readableBytes()];
        bytes.readBytes(data);
        return new AuthSwitchRequest(pluginName, data);
    }

    /**
     * The last byte of a nonce may itself be zero, so only its length tells whether a NUL follows it.
     *
     * @param length   bytes that the plugin takes
     * @param previous taken where the server, or a proxy before it, sent none; null for none
     */
    byte[] nonce(int length, byte[] previous) {
        if (length == 0) {
            return NO_DATA;
        }
        if (data.length == length || data.length == length + 1 && data[length] == 0) {
            return Arrays.copyOf(data, length);
        }
        boolean isEmpty = data.length == 0 || data.length == 1 && data[0] == 0;
        if (isEmpty && previous != null && previous.length == length) {
            return previous;
        }
        throw MalformedPacketException.of("AuthSwitchRequest", "data.length", data.length,
            length + " for " + pluginName + ", or one more with a final NUL");
    }
}
