package com.passkit.cdc.protocol.handshake;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;

import com.passkit.cdc.protocol.error.AuthenticationException;

import io.netty.buffer.ByteBuf;

/**
 * The password itself, for a server that wants more than a scramble: as it is inside TLS, encrypted with its RSA key
 * where that key can be trusted, and else not at all. Threading: the channel's event loop only.
 */
final class FullPassword {

    private final Credential credential;
    private final String pluginName;
    private final byte keyRequest;
    private byte[] nonce;
    private boolean isKeyAsked;

    /** @param keyRequest the byte that asks the server for its key */
    FullPassword(Credential credential, String pluginName, int keyRequest) {
        this.credential = credential;
        this.pluginName = pluginName;
        this.keyRequest = (byte) keyRequest;
    }

    /**
     * @param guard        what protects the connection
     * @param isClearTaken whether the server then takes the password as it is
     * @return what to send: the password, or the request for the key; {@link #isKeyAsked()} tells which
     */
    byte[] answer(byte[] newNonce, ChannelGuard guard, boolean isClearTaken) {
        nonce = newNonce;
        if (isClearTaken) {
            return credential.bytesAndNul();
        }
        if (credential.policy().serverPublicKey() != null) {
            return encrypted(credential.policy().serverPublicKey());
        }
        if (!credential.policy().isPublicKeyRetrievalAllowed() && guard != ChannelGuard.UNIX_SOCKET) {
            throw new AuthenticationException(pluginName + " asks for the password of " + credential.user()
                + ", and the connection is not encrypted. Remedy: turn TLS on, or pin the server's RSA key"
                + " (serverPublicKey), or, if nobody can stand between this host and the server, set"
                + " allowPublicKeyRetrieval.");
        }
        isKeyAsked = true;
        return new byte[] {keyRequest};
    }

    /** @return whether the next packet is the server's key */
    boolean isKeyAsked() {
        return isKeyAsked;
    }

    /** @param pem the server's key; borrowed until this method returns */
    byte[] answerKey(ByteBuf pem) {
        isKeyAsked = false;
        return encrypted(ServerPublicKey.parse(pem.toString(StandardCharsets.US_ASCII), "the server"));
    }

    private byte[] encrypted(PublicKey key) {
        byte[] clear = credential.bytesAndNul();
        byte[] mixed = Scramble.xor(clear, nonce);
        Arrays.fill(clear, (byte) 0);
        return ServerPublicKey.encrypt(key, mixed);
    }
}
