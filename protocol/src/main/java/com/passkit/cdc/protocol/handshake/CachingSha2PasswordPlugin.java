package com.passkit.cdc.protocol.handshake;

import java.security.MessageDigest;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * {@code caching_sha2_password}: XOR(SHA256(password), SHA256(SHA256(SHA256(password)) + nonce)). While the server
 * remembers the password that is enough (fast); else it asks for the password itself, see {@link FullPassword}.
 */
final class CachingSha2PasswordPlugin implements AuthPlugin {

    static final String NAME = "caching_sha2_password";

    private static final byte[] EMPTY = {};
    private static final int KEY_REQUEST = 2;
    private static final int FAST_SUCCEEDED = 3;
    private static final int FULL_WANTED = 4;

    private final Credential credential;
    private final FullPassword full;
    private byte[] nonce = EMPTY;

    CachingSha2PasswordPlugin(Credential credential) {
        this.credential = credential;
        this.full = new FullPassword(credential, NAME, KEY_REQUEST);
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
    public byte[] firstAnswer(byte[] newNonce, ChannelGuard guard) {
        nonce = newNonce.clone();
        if (credential.password().isEmpty()) {
            return EMPTY;
        }
        MessageDigest sha256 = Scramble.digest("SHA-256");
        byte[] once = sha256.digest(credential.bytes());
        byte[] twice = sha256.digest(once);
        sha256.update(twice);
        return Scramble.xor(once, sha256.digest(nonce));
    }

    @Override
    public void onMoreData(ByteBuf data, AuthExchange exchange) {
        if (full.isKeyAsked()) {
            exchange.answer(full.answerKey(data));
            return;
        }
        int step = data.readableBytes() == 1 ? data.getUnsignedByte(data.readerIndex()) : -1;
        switch (step) {
            case FAST_SUCCEEDED -> { }
            case FULL_WANTED -> exchange.answer(
                full.answer(nonce, exchange.guard(), exchange.guard() != ChannelGuard.NONE));
            default -> throw MalformedPacketException.of("AuthMoreData", "caching_sha2_password step", step, "3 or 4");
        }
    }
}
