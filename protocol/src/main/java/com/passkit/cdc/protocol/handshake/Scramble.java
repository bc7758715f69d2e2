package com.passkit.cdc.protocol.handshake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What the scrambles of the plugins are made of. */
final class Scramble {

    private Scramble() {
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + ": every Java platform has it", e);
        }
    }

    /** @param key repeated as often as it takes */
    static byte[] xor(byte[] bytes, byte[] key) {
        byte[] mixed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            mixed[i] = (byte) (bytes[i] ^ key[i % key.length]);
        }
        return mixed;
    }
}
