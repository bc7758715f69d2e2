package com.passkit.cdc.protocol.client;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.error.AuthenticationException;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * Certificates and keys in PEM: PKCS#1, SEC 1 and PKCS#8 keys of RSA and EC, as they are or encrypted, in OpenSSL's
 * traditional form ({@code Proc-Type: 4,ENCRYPTED}) or PKCS#8's. Blocking: yes, reads files.
 */
final class PemFile {

    private static final String PASSWORD = "tls.keyPassword";

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

    /** @param password of an encrypted key; null for none */
    PrivateKey privateKey(String password) {
        for (Object object : objects()) {
            PrivateKeyInfo info = keyInfo(object, password);
            if (info != null) {
                return usable(info);
            }
        }
        throw failure("holds no private key (expected: -----BEGIN PRIVATE KEY-----, ENCRYPTED, RSA or EC PRIVATE KEY)",
            null);
    }

    /** @return null where the object is no key */
    private PrivateKeyInfo keyInfo(Object object, String password) {
        // Not registered: it serves this file and nothing else.
        Provider provider = new BouncyCastleProvider();
        try {
            if (object instanceof PEMKeyPair pair) {
                return pair.getPrivateKeyInfo();
            } else if (object instanceof PrivateKeyInfo info) {
                return info;
            } else if (object instanceof PEMEncryptedKeyPair encrypted) {
                return encrypted.decryptKeyPair(new JcePEMDecryptorProviderBuilder().setProvider(provider)
                    .build(required(password))).getPrivateKeyInfo();
            } else if (object instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
                return encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(provider).build(required(password)));
            }
            return null;
        } catch (IOException | OperatorCreationException | PKCSException e) {
            throw failure("holds an encrypted private key that " + PASSWORD + " does not open", e);
        }
    }

    private PrivateKey usable(PrivateKeyInfo info) {
        try {
            PrivateKey key = new JcaPEMKeyConverter().getPrivateKey(info);
            if (!"RSA".equals(key.getAlgorithm()) && !"EC".equals(key.getAlgorithm())) {
                throw failure("holds a key of " + key.getAlgorithm() + ", which TLS here cannot sign with"
                    + " (expected: RSA or EC)", null);
            }
            return key;
        } catch (IOException e) {
            throw failure("holds a private key that cannot be read", e);
        }
    }

    private char[] required(String password) {
        if (password == null) {
            throw failure("holds an encrypted private key (expected: " + PASSWORD + " to be set)", null);
        }
        return password.toCharArray();
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
