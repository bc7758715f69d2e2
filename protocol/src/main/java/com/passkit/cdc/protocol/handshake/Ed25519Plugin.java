package com.passkit.cdc.protocol.handshake;

import java.util.Arrays;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * {@code client_ed25519} of MariaDB: the nonce, signed with a key that is the password itself, see
 * {@link Ed25519Signature}. Source: MariaDB, plugin/auth_ed25519.
 */
final class Ed25519Plugin implements AuthPlugin {

    static final String NAME = "client_ed25519";

    private static final int NONCE_LENGTH = 32;
    private static final byte[] EMPTY = {};

    private final Credential credential;

    Ed25519Plugin(Credential credential) {
        this.credential = credential;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int nonceLength() {
        return NONCE_LENGTH;
    }

    @Override
    public byte[] firstAnswer(byte[] nonce, ChannelGuard guard) {
        if (credential.password().isEmpty()) {
            return EMPTY;
        }
        byte[] password = credential.bytes();
        byte[] signature = Ed25519Signature.sign(password, nonce);
        Arrays.fill(password, (byte) 0);
        return signature;
    }

    @Override
    public void onMoreData(ByteBuf data, AuthExchange exchange) {
        throw MalformedPacketException.of("AuthMoreData", "length", data.readableBytes(),
            "no such packet: client_ed25519 has one answer");
    }
}
