package com.passkit.cdc.protocol.client;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

import com.passkit.cdc.protocol.error.AuthenticationException;

import io.netty.handler.ssl.SslContextBuilder;

/** The certificate that this side shows, and its key. */
final class ClientIdentity {

    private static final byte[] PROBE = {1, 2, 3};

    private final PrivateKey key;
    private final X509Certificate[] chain;

    private ClientIdentity(PrivateKey key, X509Certificate[] chain) {
        this.key = key;
        this.chain = chain;
    }

    /** Blocking: yes, reads files. @return null where none is configured */
    static ClientIdentity of(TlsConfig config) {
        if (config.clientKey() == null) {
            return null;
        }
        PrivateKey key = new PemFile("tls.key", config.clientKey()).privateKey(config.clientKeyPassword());
        X509Certificate[] chain = new PemFile("tls.cert", config.clientCertificate()).certificates();
        if (!areOfOnePair(key, chain[0].getPublicKey())) {
            throw new AuthenticationException("tls.key: " + config.clientKey() + " is not the key of "
                + config.clientCertificate() + " (expected: that of its first certificate)");
        }
        return new ClientIdentity(key, chain);
    }

    void addTo(SslContextBuilder builder) {
        builder.keyManager(key, chain);
    }

    private static boolean areOfOnePair(PrivateKey privateKey, PublicKey publicKey) {
        try {
            Signature signature = Signature.getInstance("EC".equals(privateKey.getAlgorithm())
                ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(privateKey);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
