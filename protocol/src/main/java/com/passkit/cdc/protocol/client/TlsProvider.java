package com.passkit.cdc.protocol.client;

/** Who does the cryptography of TLS. */
public enum TlsProvider {
    /** OpenSSL where its library (netty-tcnative) is on the class path and loads, else the JDK. */
    AUTO,
    /** The JDK. */
    JDK,
    /** OpenSSL, or its like in netty-tcnative. */
    OPENSSL
}
