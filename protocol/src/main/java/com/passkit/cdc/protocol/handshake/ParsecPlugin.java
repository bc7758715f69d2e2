package com.passkit.cdc.protocol.handshake;

import java.security.SecureRandom;
import java.util.Arrays;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * {@code parsec} of MariaDB 11.6 and later: both nonces, signed (RFC 8032) with a key that is derived from the
 * password. The first answer is empty and asks for the parameters of that derivation.
 * <pre>
 * ExtSalt =&gt;
 *   Function    =&gt; 'P'      PBKDF2 with HMAC-SHA-512
 *   Iterations  =&gt; uint8    1024 times 2 to this power
 *   Salt        =&gt; rest
 *
 * Answer =&gt;
 *   Nonce       =&gt; bytes[32]   of the client
 *   Signature   =&gt; bytes[64]   of the server's nonce and the client's
 * </pre>
 * Source: MariaDB Knowledge Base, "Authentication Plugin - PARSEC"; plugin/auth_parsec.
 */
final class ParsecPlugin implements AuthPlugin {

    static final String NAME = "parsec";
    /** Of the answer, where it comes without the header of AuthMoreData. */
    static final int BARE_HEADER = 'P';

    private static final int NONCE_LENGTH = 32;
    private static final int KEY_LENGTH = Ed25519.SECRET_KEY_SIZE;
    private static final int FUNCTION_PBKDF2 = BARE_HEADER;
    private static final int MIN_ITERATION_COUNT = 1024;
    /** 262144 iterations, a few hundred milliseconds on this thread: a server cannot ask for more. */
    private static final int MAX_POWER = 8;
    private static final int HEADER_LENGTH = 2;
    private static final int MAX_SALT_LENGTH = 255;
    private static final byte[] EMPTY = {};

    private final Credential credential;
    private final SecureRandom random = new SecureRandom();

    private byte[] serverNonce = EMPTY;

    ParsecPlugin(Credential credential) {
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
        serverNonce = nonce.clone();
        return EMPTY;
    }

    @Override
    public void onMoreData(ByteBuf data, AuthExchange exchange) {
        int length = data.readableBytes();
        if (length < HEADER_LENGTH || length > HEADER_LENGTH + MAX_SALT_LENGTH) {
            throw MalformedPacketException.of("ExtSalt", "length", length,
                HEADER_LENGTH + " to " + (HEADER_LENGTH + MAX_SALT_LENGTH));
        }
        int function = data.readUnsignedByte();
        if (function != FUNCTION_PBKDF2) {
            throw MalformedPacketException.of("ExtSalt", "function", function, "80, PBKDF2");
        }
        int power = data.readUnsignedByte();
        if (power > MAX_POWER) {
            throw MalformedPacketException.of("ExtSalt", "iterations", "2^" + (power + 10),
                "at most 2^" + (MAX_POWER + 10) + "; set parsec_iterations on the server");
        }
        byte[] salt = new byte[data.readableBytes()];
        data.readBytes(salt);
        exchange.answer(signed(salt, MIN_ITERATION_COUNT << power));
    }

    private byte[] signed(byte[] salt, int iterationCount) {
        byte[] password = credential.bytes();
        PKCS5S2ParametersGenerator derivation = new PKCS5S2ParametersGenerator(new SHA512Digest());
        derivation.init(password, salt, iterationCount);
        byte[] key = ((KeyParameter) derivation.generateDerivedParameters(KEY_LENGTH * Byte.SIZE)).getKey();
        byte[] clientNonce = new byte[NONCE_LENGTH];
        random.nextBytes(clientNonce);
        byte[] message = Arrays.copyOf(serverNonce, NONCE_LENGTH + NONCE_LENGTH);
        System.arraycopy(clientNonce, 0, message, NONCE_LENGTH, NONCE_LENGTH);
        byte[] answer = Arrays.copyOf(clientNonce, NONCE_LENGTH + Ed25519.SIGNATURE_SIZE);
        Ed25519.sign(key, 0, message, 0, message.length, answer, NONCE_LENGTH);
        Arrays.fill(password, (byte) 0);
        Arrays.fill(key, (byte) 0);
        return answer;
    }
}
