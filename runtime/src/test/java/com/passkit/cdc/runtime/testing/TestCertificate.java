package com.passkit.cdc.runtime.testing;

import java.nio.file.Path;

import com.passkit.cdc.protocol.testing.TestAuthority;

/**
 * A self-signed certificate for 127.0.0.1 and localhost.
 *
 * @param certificate PEM, also what to trust
 * @param key         PEM, PKCS#8
 */
public record TestCertificate(Path certificate, Path key) {

    /** Makes one in a folder. */
    public static TestCertificate in(Path directory, String name) {
        TestAuthority.Identity identity = new TestAuthority(name, "localhost", "127.0.0.1").itself();
        return new TestCertificate(
            TestAuthority.writePem(directory.resolve(name + "-cert.pem"), identity.certificate()),
            TestAuthority.writePkcs8(directory.resolve(name + "-key.pem"), identity.keys()));
    }
}
