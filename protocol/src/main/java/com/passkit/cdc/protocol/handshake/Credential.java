package com.passkit.cdc.protocol.handshake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What one plugin has to work with.
 *
 * @param user     MySQL user
 * @param password secret, never printed; empty for none
 * @param policy   how far it may go
 */
record Credential(String user, String password, PasswordPolicy policy) {

    /** @return a copy for the caller to erase */
    byte[] bytes() {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    /** @return as {@link #bytes()}, with a NUL behind it */
    byte[] bytesAndNul() {
        byte[] bytes = bytes();
        byte[] terminated = Arrays.copyOf(bytes, bytes.length + 1);
        Arrays.fill(bytes, (byte) 0);
        return terminated;
    }

    @Override
    public String toString() {
        return user + " (password <redacted>)";
    }
}
