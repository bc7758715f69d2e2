package com.passkit.cdc.runtime.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed certificate for 127.0.0.1 and localhost, made by the JDK's keytool.
 *
 * @param certificate PEM, also what to trust
 * @param key         PEM, PKCS#8
 */
public record TestCertificate(Path certificate, Path key) {

    private static final char[] PASSWORD = "test-secret".toCharArray();

    /** Makes one in a folder. */
    public static TestCertificate in(Path directory, String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
            "-genkeypair", "-alias", "it", "-keyalg", "RSA", "-keysize", "2048", "-validity", "2",
            "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12",
            "-keystore", store.toString(), "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + output);
        }
        return read(directory, name, store);
    }

    private static TestCertificate read(Path directory, String name, Path store)
        throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return new TestCertificate(
            write(directory.resolve(name + "-cert.pem"), "CERTIFICATE", keys.getCertificate("it").getEncoded()),
            write(directory.resolve(name + "-key.pem"), "PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded()));
    }

    private static Path write(Path file, String label, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }
}
