package com.passkit.cdc.protocol.client;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.error.AuthenticationException;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Certificates and keys in PEM: PKCS#1, SEC 1 and PKCS#8 keys of RSA and EC. Blocking: yes, reads files.
 */
final class PemFile {

    private final String setting;
    private final Path path;

    /** @param setting name of the setting, for the error */
    PemFile(String setting, Path path) {
        this.setting = setting;
        this.path = path;
    }

    String text() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw failure("cannot be read", e);
        }
    }

    X509Certificate[] certificates() {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object object : objects()) {
            if (object instanceof X509CertificateHolder holder) {
                try {
                    certificates.add(converter.getCertificate(holder));
                } catch (CertificateException e) {
                    throw failure("holds a certificate that cannot be read", e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw failure("holds no certificate (expected: -----BEGIN CERTIFICATE-----)", null);
        }
        return certificates.toArray(X509Certificate[]::new);
    }

    PrivateKey privateKey() {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try {
            for (Object object : objects()) {
                if (object instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                } else if (object instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
            }
        } catch (IOException e) {
            throw failure("holds a private key that cannot be read", e);
        }
        throw failure("holds no private key in clear (expected: -----BEGIN PRIVATE KEY-----, RSA or EC PRIVATE KEY)",
            null);
    }

    private List<Object> objects() {
        List<Object> objects = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(path); PEMParser parser = new PEMParser(reader)) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                objects.add(object);
            }
        } catch (IOException e) {
            throw failure("cannot be read as PEM", e);
        }
        return objects;
    }

    private AuthenticationException failure(String what, Exception cause) {
        return new AuthenticationException(setting + ": " + path + ' ' + what, cause);
    }
}
