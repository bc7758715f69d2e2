package com.passkit.cdc.protocol.handshake;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * {@code mysql_clear_password}: the password as it is, for servers that hand it on to PAM or LDAP. Sent only where that
 * is enabled, and only to a server that is known to be the right one: inside verified TLS or over a Unix socket.
 */
final class ClearPasswordPlugin implements AuthPlugin {

    static final String NAME = "mysql_clear_password";

    private final Credential credential;

    ClearPasswordPlugin(Credential credential) {
        this.credential = credential;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int nonceLength() {
        return 0;
    }

    @Override
    public byte[] firstAnswer(byte[] nonce, ChannelGuard guard) {
        if (!credential.policy().isClearPasswordAllowed()) {
            throw refusal("and that is not enabled. Remedy: if the server hands it on to PAM or LDAP, set"
                + " allowClearPassword, with TLS mode VERIFY_CA or VERIFY_IDENTITY, or a Unix socket;"
                + " else find out who asks for it.");
        }
        if (!guard.isAuthentic()) {
            throw refusal("and nobody has verified that it is the right one. Remedy: TLS mode VERIFY_CA or"
                + " VERIFY_IDENTITY, or a Unix socket.");
        }
        return credential.bytesAndNul();
    }

    @Override
    public void onMoreData(ByteBuf data, AuthExchange exchange) {
        throw MalformedPacketException.of("AuthMoreData", "length", data.readableBytes(),
            "no such packet: mysql_clear_password has one answer");
    }

    private AuthenticationException refusal(String reason) {
        return new AuthenticationException("The server asks for the password of " + credential.user()
            + " in clear text (mysql_clear_password), " + reason);
    }
}
