package com.passkit.cdc.protocol.client;

/** How far TLS is demanded, with the names and meanings of MySQL's {@code --ssl-mode}. */
public enum TlsMode {
    /** Never. */
    DISABLED,
    /** When the server offers it; trusts any certificate. Protects against eavesdropping only. */
    PREFERRED,
    /** Always; trusts any certificate. Protects against eavesdropping only. */
    REQUIRED,
    /** Always, and the certificate must be signed by the configured CA. */
    VERIFY_CA,
    /** As VERIFY_CA, and the certificate must name the host that was asked for. */
    VERIFY_IDENTITY
}
