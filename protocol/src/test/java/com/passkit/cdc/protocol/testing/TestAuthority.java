package com.passkit.cdc.protocol.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.netty.util.NetUtil;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that lives for a test. */
public final class TestAuthority {

    private static final char[] NO_PASSWORD = {};
    private static final Duration VALIDITY = Duration.ofDays(1);

    private final String name;
    private final KeyPair keys = keys();
    private final X509Certificate certificate;

    public TestAuthority() {
        this("test authority");
    }

    /** @param hosts that its own certificate is good for */
    public TestAuthority(String name, String... hosts) {
        this.name = "CN=" + name;
        certificate = sign(this.name, keys, Instant.now().plus(VALIDITY), true, hosts);
    }

    /** A key and the certificate that names its hosts. */
    public record Identity(KeyPair keys, X509Certificate certificate) {
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** @return its own key and certificate, signed by nobody else */
    public Identity itself() {
        return new Identity(keys, certificate);
    }

    /** @param host DNS name or address that the certificate is good for */
    public Identity issue(String host) {
        return issue(keys(), "of the test", host);
    }

    /**
     * @param pair       of any algorithm
     * @param commonName of the subject
     * @param hosts      DNS names, with wildcards where wanted, and addresses that the certificate is good for
     */
    public Identity issue(KeyPair pair, String commonName, String... hosts) {
        return new Identity(pair, sign("CN=" + commonName, pair, Instant.now().plus(VALIDITY), false, hosts));
    }

    /** @return as {@link #issue(String)}, but until an hour ago */
    public Identity issueExpired(String host) {
        KeyPair issued = keys();
        return new Identity(issued, sign("CN=of the test", issued, Instant.now().minus(Duration.ofHours(1)), false,
            host));
    }

    /** @param algorithm RSA, EC or Ed25519 */
    public static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if ("RSA".equals(algorithm)) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return a server's TLS that shows the identity and asks for client certificates of this authority */
    public SSLContext serverContext(Identity identity) {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("own", identity.keys().getPrivate(), NO_PASSWORD,
                new X509Certificate[] {identity.certificate()});
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(own, NO_PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a certificate, or a key in its traditional form (PKCS#1, SEC 1), as PEM. */
    public static Path writePem(Path file, Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object instanceof KeyPair pair ? traditional(pair) : object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writeText(file, text.toString());
    }

    /** Writes a key as PKCS#8 PEM. */
    public static Path writePkcs8(Path file, KeyPair pair) {
        try {
            return writePem(file, new JcaPKCS8Generator(pair.getPrivate(), null).generate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a key in OpenSSL's traditional form, encrypted (Proc-Type: 4,ENCRYPTED). */
    public static Path writeEncryptedPem(Path file, KeyPair pair, String cipher, String password) {
        try {
            return writePem(file, new JcaMiscPEMGenerator(traditional(pair), new JcePEMEncryptorBuilder(cipher)
                .setProvider(new BouncyCastleProvider()).build(password.toCharArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a key as PKCS#8, encrypted. */
    public static Path writeEncryptedPkcs8(Path file, KeyPair pair, String password) {
        try {
            return writePem(file, new JcaPKCS8Generator(pair.getPrivate(),
                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC).setProvider(new BouncyCastleProvider())
                    .setPRF(PKCS8Generator.PRF_HMACSHA256).setPassword(password.toCharArray()).build()).generate());
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SEC 1 has the curve inside of the key, as OpenSSL writes it; PKCS#8 has it beside the key. */
    private static PrivateKeyInfo traditional(KeyPair pair) throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        if (!"EC".equals(pair.getPrivate().getAlgorithm())) {
            return info;
        }
        ECPrivateKey key = ECPrivateKey.getInstance(info.parsePrivateKey());
        int bitLength = ((java.security.interfaces.ECPrivateKey) pair.getPrivate()).getParams().getOrder().bitLength();
        return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(),
            new ECPrivateKey(bitLength, key.getKey(), info.getPrivateKeyAlgorithm().getParameters()));
    }

    private static Path writeText(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private X509Certificate sign(String subject, KeyPair pair, Instant end, boolean isAuthority, String... hosts) {
        Instant now = Instant.now();
        X500Name issuer = new X500Name(name);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(issuer,
            BigInteger.valueOf(System.nanoTime()), Date.from(now.minus(VALIDITY)), Date.from(end),
            new X500Name(subject), pair.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (hosts.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(Arrays.stream(hosts)
                    .map(host -> new GeneralName(NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)
                        ? GeneralName.iPAddress : GeneralName.dNSName, host)).toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter().getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        return keys("RSA");
    }
}
