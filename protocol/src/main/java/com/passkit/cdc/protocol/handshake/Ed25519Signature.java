package com.passkit.cdc.protocol.handshake;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;

import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Signature of RFC 8032 (Ed25519) whose secret may have any length, which is what MariaDB makes of a password;
 * libraries take 32 bytes. Points are multiplied on the Weierstrass form of the same curve, and mapped as in RFC 7748,
 * 4.1.
 * <pre>
 *  offset  length  field
 *       0      32  R   point
 *      32      32  S   number
 * </pre>
 * All integers are little endian.
 */
final class Ed25519Signature {

    private static final int POINT_LENGTH = 32;
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ORDER =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    /** A / 3 of the Montgomery form, by which the Weierstrass form is shifted. */
    private static final BigInteger SHIFT =
        BigInteger.valueOf(486_662).multiply(BigInteger.valueOf(3).modInverse(P)).mod(P);
    /** The root of -486664 that maps the base point of one form to that of the other. */
    private static final BigInteger ROOT = new BigInteger(
        "51042569399160536130206135233146329284152202253034631822681833788666877215207");
    private static final ECPoint BASE = CustomNamedCurves.getByName("curve25519").getG();

    private Ed25519Signature() {
    }

    /** @return {@code R} and {@code S} */
    static byte[] sign(byte[] secret, byte[] message) {
        MessageDigest sha512 = Scramble.digest("SHA-512");
        byte[] expanded = sha512.digest(secret);
        BigInteger key = clamped(expanded);
        sha512.update(expanded, POINT_LENGTH, expanded.length - POINT_LENGTH);
        Arrays.fill(expanded, (byte) 0);
        BigInteger once = littleEndian(sha512.digest(message)).mod(ORDER);
        byte[] commitment = multiplyBase(once);
        sha512.update(commitment);
        sha512.update(multiplyBase(key));
        BigInteger challenge = littleEndian(sha512.digest(message)).mod(ORDER);
        byte[] signature = Arrays.copyOf(commitment, POINT_LENGTH + POINT_LENGTH);
        writeLittleEndian(challenge.multiply(key).add(once).mod(ORDER), signature, POINT_LENGTH);
        return signature;
    }

    /** @return the point that verifies what the secret signed */
    static byte[] publicKey(byte[] secret) {
        return multiplyBase(clamped(Scramble.digest("SHA-512").digest(secret)));
    }

    /** The number is a multiple of 8, of exactly 255 bits (RFC 8032, 5.1.5). */
    private static BigInteger clamped(byte[] expanded) {
        byte[] low = Arrays.copyOf(expanded, POINT_LENGTH);
        BigInteger number = littleEndian(low).clearBit(0).clearBit(1).clearBit(2).clearBit(255).setBit(254);
        Arrays.fill(low, (byte) 0);
        return number;
    }

    private static byte[] multiplyBase(BigInteger factor) {
        ECPoint product = new FixedPointCombMultiplier().multiply(BASE, factor.mod(ORDER)).normalize();
        BigInteger u = product.getAffineXCoord().toBigInteger().subtract(SHIFT).mod(P);
        BigInteger v = product.getAffineYCoord().toBigInteger();
        BigInteger x = ROOT.multiply(u).multiply(v.modInverse(P)).mod(P);
        BigInteger y = u.subtract(BigInteger.ONE).multiply(u.add(BigInteger.ONE).modInverse(P)).mod(P);
        byte[] encoded = new byte[POINT_LENGTH];
        writeLittleEndian(y, encoded, 0);
        if (x.testBit(0)) {
            encoded[POINT_LENGTH - 1] |= (byte) 0x80;
        }
        return encoded;
    }

    private static BigInteger littleEndian(byte[] bytes) {
        return new BigInteger(1, reversed(bytes));
    }

    private static void writeLittleEndian(BigInteger number, byte[] out, int index) {
        byte[] digits = reversed(number.toByteArray());
        System.arraycopy(digits, 0, out, index, Math.min(digits.length, POINT_LENGTH));
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
