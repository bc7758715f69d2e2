package com.passkit.cdc.protocol.handshake;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * {@code sha256_password}: the password itself at every login, see {@link FullPassword}; a NUL byte for an empty one.
 */
final class Sha256PasswordPlugin implements AuthPlugin {

    static final String NAME = "sha256_password";

    private static final int KEY_REQUEST = 1;

    private final Credential credential;
    private final FullPassword full;

    Sha256PasswordPlugin(Credential credential) {
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
    public byte[] firstAnswer(byte[] nonce, ChannelGuard guard) {
        return credential.password().isEmpty() ? new byte[1] : full.answer(nonce.clone(), guard, guard.isTls());
    }

    @Override
    public void onMoreData(ByteBuf data, AuthExchange exchange) {
        if (!full.isKeyAsked()) {
            throw MalformedPacketException.of("AuthMoreData", "length", data.readableBytes(),
                "no such packet: no key was asked for");
        }
        exchange.answer(full.answerKey(data));
    }
}
