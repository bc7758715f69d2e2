package com.passkit.cdc.protocol.handshake;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.wire.WireString;

import io.netty.buffer.ByteBuf;

/**
 * The server wants another plugin's answer.
 * <pre>
 * AuthSwitchRequest =&gt;
 *   Header      =&gt; 0xfe
 *   PluginName  =&gt; NulTerminated
 *   Nonce       =&gt; rest, with or without a final NUL
 * </pre>
 * A packet of the header alone asks for the hash of MySQL 4.0, which is refused.
 * Source: MySQL Internals, "Protocol::AuthSwitchRequest".
 *
 * @param pluginName the plugin
 * @param nonce      for its answer, without the final NUL
 */
record AuthSwitchRequest(String pluginName, byte[] nonce) {

    static final int HEADER = 0xfe;

    /** @param bytes borrowed until this method returns; the packet behind its header */
    static AuthSwitchRequest read(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            throw new AuthenticationException("The server asks for the password hash of MySQL 4.0"
                + " (mysql_old_password), which is not sent. Give the account caching_sha2_password or"
                + " mysql_native_password.");
        }
        String pluginName = WireString.readNulTerminated(bytes);
        int length = bytes.readableBytes();
        if (length > Greeting.NONCE_LENGTH && bytes.getByte(bytes.writerIndex() - 1) == 0) {
            length--;
        }
        byte[] nonce = new byte[length];
        bytes.readBytes(nonce);
        return new AuthSwitchRequest(pluginName, nonce);
    }
}
