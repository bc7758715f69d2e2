package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate for 127.0.0.1 and localhost, made by the JDK's keytool.
 *
 * @param certificate PEM, also the CA to trust
 * @param key         PEM, PKCS#8
 */
public record TestCertificate(Path certificate, Path key) {

    private static final String STORE = "test-certificate.p12";
    private static final char[] PASSWORD = "it-secret".toCharArray();

    /** Makes one in a folder. */
    public static TestCertificate in(Path directory) {
        Path store = directory.resolve(STORE);
        try {
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair", "-alias", "it", "-keyalg", "RSA", "-keysize", "2048", "-validity", "2",
                "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12",
                "-keystore", store.toString(), "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
            String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + output);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            return new TestCertificate(
                write(directory.resolve("cert.pem"), "CERTIFICATE", keys.getCertificate("it").getEncoded()),
                write(directory.resolve("key.pem"), "PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded()));
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException("test certificate: " + e.getMessage(), e);
        }
    }

    /** @return what a server of the JDK shows it with */
    public SSLContext serverContext() {
        try (InputStream in = Files.newInputStream(certificate.resolveSibling(STORE))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("test certificate: " + e.getMessage(), e);
        }
    }

    private static Path write(Path file, String label, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }
}
