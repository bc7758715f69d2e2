package com.passkit.cdc.protocol.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Arrays;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * {@code caching_sha2_password}: XOR(SHA256(password), SHA256(SHA256(SHA256(password)) + nonce)). While the server
 * remembers the password that is enough (fast); else it asks for the password itself (full), which goes out inside
 * TLS, or encrypted with the server's RSA key where that key can be trusted, and else not at all.
 */
final class CachingSha2PasswordPlugin implements AuthPlugin {

    static final String NAME = "caching_sha2_password";

    private static final byte[] EMPTY = {};
    private static final byte[] KEY_REQUEST = {2};
    private static final int FAST_SUCCEEDED = 3;
    private static final int FULL_WANTED = 4;

    private final LoginConfig config;
    private byte[] nonce = EMPTY;
    private boolean isKeyAsked;

    CachingSha2PasswordPlugin(LoginConfig config) {
        this.config = config;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte[] firstAnswer(byte[] newNonce) {
        nonce = newNonce.clone();
        if (config.password().isEmpty()) {
            return EMPTY;
        }
        MessageDigest sha256 = Scramble.digest("SHA-256");
        byte[] once = sha256.digest(config.password().getBytes(StandardCharsets.UTF_8));
        byte[] twice = sha256.digest(once);
        sha256.update(twice);
        return Scramble.xor(once, sha256.digest(nonce));
    }

    @Override
    public void onMoreData(ByteBuf data, AuthExchange exchange) {
        if (isKeyAsked) {
            isKeyAsked = false;
            String pem = data.toString(StandardCharsets.US_ASCII);
            exchange.answer(encryptedPassword(ServerPublicKey.parse(pem, "the server")));
            return;
        }
        int step = data.readableBytes() == 1 ? data.getUnsignedByte(data.readerIndex()) : -1;
        switch (step) {
            case FAST_SUCCEEDED -> { }
            case FULL_WANTED -> answerInFull(exchange);
            default -> throw MalformedPacketException.of("AuthMoreData", "caching_sha2_password step", step, "3 or 4");
        }
    }

    private void answerInFull(AuthExchange exchange) {
        if (exchange.isTls()) {
            exchange.answer(passwordAndNul());
        } else if (config.serverPublicKey() != null) {
            exchange.answer(encryptedPassword(config.serverPublicKey()));
        } else if (config.isPublicKeyRetrievalAllowed()) {
            isKeyAsked = true;
            exchange.answer(KEY_REQUEST.clone());
        } else {
            throw new AuthenticationException("caching_sha2_password asks for the password of " + config.user()
                + ", and the connection is not encrypted. Remedy: turn TLS on, or pin the server's RSA key"
                + " (serverPublicKey), or, if nobody can stand between this host and the server, set"
                + " allowPublicKeyRetrieval.");
        }
    }

    private byte[] encryptedPassword(PublicKey key) {
        byte[] clear = passwordAndNul();
        byte[] mixed = Scramble.xor(clear, nonce);
        Arrays.fill(clear, (byte) 0);
        return ServerPublicKey.encrypt(key, mixed);
    }

    private byte[] passwordAndNul() {
        byte[] password = config.password().getBytes(StandardCharsets.UTF_8);
        byte[] terminated = Arrays.copyOf(password, password.length + 1);
        Arrays.fill(password, (byte) 0);
        return terminated;
    }
}
