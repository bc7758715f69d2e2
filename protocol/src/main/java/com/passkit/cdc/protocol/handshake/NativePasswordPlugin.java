package com.passkit.cdc.protocol.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * {@code mysql_native_password}: SHA1(password) XOR SHA1(nonce + SHA1(SHA1(password))).
 */
final class NativePasswordPlugin implements AuthPlugin {

    static final String NAME = "mysql_native_password";

    private static final byte[] EMPTY = {};

    private final LoginConfig config;

    NativePasswordPlugin(LoginConfig config) {
        this.config = config;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte[] firstAnswer(byte[] nonce, boolean isTls) {
        if (config.password().isEmpty()) {
            return EMPTY;
        }
        MessageDigest sha1 = Scramble.digest("SHA-1");
        byte[] once = sha1.digest(config.password().getBytes(StandardCharsets.UTF_8));
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
