package com.passkit.cdc.protocol.handshake;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PublicKey;

import javax.crypto.Cipher;

import com.passkit.cdc.protocol.error.AuthenticationException;

import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The server's RSA key, with which a password is encrypted where there is no TLS. */
public final class ServerPublicKey {

    /** What the server's OpenSSL means by RSA_PKCS1_OAEP_PADDING. */
    private static final String TRANSFORMATION = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";

    private ServerPublicKey() {
    }

    /**
     * @param pem    a PUBLIC KEY in PEM
     * @param origin whence it comes, for the error
     */
    public static PublicKey parse(String pem, String origin) {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof SubjectPublicKeyInfo info) {
                PublicKey key = new JcaPEMKeyConverter().getPublicKey(info);
                if ("RSA".equals(key.getAlgorithm())) {
                    return key;
                }
            }
        } catch (IOException e) {
            throw new AuthenticationException("serverPublicKey: unreadable PEM of " + origin, e);
        }
        throw new AuthenticationException("serverPublicKey: something else from " + origin
            + " (expected: an RSA key, -----BEGIN PUBLIC KEY-----)");
    }

    static byte[] encrypt(PublicKey key, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new AuthenticationException("serverPublicKey: the password cannot be encrypted with it", e);
        }
    }
}
