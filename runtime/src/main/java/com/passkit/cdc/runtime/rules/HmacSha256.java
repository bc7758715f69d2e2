package com.passkit.cdc.runtime.rules;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA-256 (RFC 2104) that allocates nothing for a message; the JDK's own returns a new array each time.
 * Threading: one thread at a time.
 */
public final class HmacSha256 {

    /** Bytes of a result. */
    public static final int LENGTH = 32;

    private static final int BLOCK_LENGTH = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private final MessageDigest digest = sha256();
    private final byte[] innerKey = new byte[BLOCK_LENGTH];
    private final byte[] outerKey = new byte[BLOCK_LENGTH];

    /** @param key borrowed until this method returns */
    public HmacSha256(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > BLOCK_LENGTH ? sha256().digest(key) : key, BLOCK_LENGTH);
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            innerKey[i] = (byte) (block[i] ^ INNER);
            outerKey[i] = (byte) (block[i] ^ OUTER);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A message begins. */
    public void begin() {
        digest.reset();
        digest.update(innerKey);
    }

    /** The next bytes of the message. @param bytes borrowed until this method returns */
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /** The message has ended. @param out receives {@value #LENGTH} bytes at its start */
    public void end(byte[] out) {
        try {
            digest.digest(out, 0, LENGTH);
            digest.update(outerKey);
            digest.update(out, 0, LENGTH);
            digest.digest(out, 0, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("out: " + out.length + " bytes (expected: >= " + LENGTH + ')', e);
        }
    }
}
