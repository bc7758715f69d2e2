package com.passkit.cdc.runtime.publish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a certificate and a private key belong together: while one of the two files is replaced they do not, and
 * neither the JDK nor Netty looks. Only plain PKCS#8 is looked at. Threading: any thread. Blocking: reads files.
 */
final class KeyPairCheck {

    private static final Pattern PKCS8 =
        Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final byte[] PROBE = "passkit-cdc".getBytes(StandardCharsets.US_ASCII);

    private KeyPairCheck() {
    }

    /** @throws IllegalArgumentException when the two do not belong together */
    static void verify(Path certificate, Path key) {
        try {
            Matcher pem = PKCS8.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
            if (pem.find() && !belong(publicKey(certificate), Base64.getMimeDecoder().decode(pem.group(1)))) {
                throw new IllegalArgumentException("publish.tls.cert, publish.tls.key: " + certificate + ", " + key
                    + " (expected: a certificate and the private key that belongs to it)");
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("publish.tls.cert, publish.tls.key: " + certificate + ", " + key
                + " (expected: a certificate and the private key that belongs to it)", e);
        }
    }

    private static PublicKey publicKey(Path certificate) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(certificate)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
        }
    }

    private static boolean belong(PublicKey publicKey, byte[] pkcs8) throws GeneralSecurityException {
        String algorithm = publicKey.getAlgorithm();
        PrivateKey privateKey = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        Signature signature = Signature.getInstance(switch (algorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> algorithm;
        });
        signature.initSign(privateKey);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
