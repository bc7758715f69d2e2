package com.passkit.cdc.protocol.handshake;

import java.security.MessageDigest;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * {@code mysql_native_password}: SHA1(password) XOR SHA1(nonce + SHA1(SHA1(password))).
 */
final class NativePasswordPlugin implements AuthPlugin {

    static final String NAME = "mysql_native_password";

    private static final byte[] EMPTY = {};

    private final Credential credential;

    NativePasswordPlugin(Credential credential) {
        this.credential = credential;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int nonceLength() {
        return Greeting.NONCE_LENGTH;
    }

    @Override
    public byte[] firstAnswer(byte[] nonce, ChannelGuard guard) {
        if (credential.password().isEmpty()) {
            return EMPTY;
        }
        MessageDigest sha1 = Scramble.digest("SHA-1");
        byte[] once = sha1.digest(credential.bytes());
        byte[] twice = sha1.digest(once);
        sha1.update(nonce);
        return Scramble.xor(once, sha1.digest(twice));
    }

    @Override
    public void onMoreData(ByteBuf data, AuthExchange exchange) {
        throw MalformedPacketException.of("AuthMoreData", "length", data.readableBytes(),
            "no such packet: mysql_native_password has one answer");
    }
}
