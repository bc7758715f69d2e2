package com.passkit.cdc.protocol.wire;

/**
 * Capability flags of the handshake, 32 bits. Both sides announce theirs; what both have is in force.
 * Source: MySQL Internals, "Capabilities Flags".
 */
public final class CapabilityFlags {

    /** CLIENT_LONG_PASSWORD. */
    public static final int LONG_PASSWORD = 1;
    /** CLIENT_LONG_FLAG. */
    public static final int LONG_FLAG = 1 << 2;
    /** CLIENT_CONNECT_WITH_DB. */
    public static final int CONNECT_WITH_DATABASE = 1 << 3;
    /** CLIENT_COMPRESS: the compressed protocol with zlib. */
    public static final int ZLIB_COMPRESSION = 1 << 5;
    /** CLIENT_PROTOCOL_41. */
    public static final int PROTOCOL_41 = 1 << 9;
    /** CLIENT_SSL. */
    public static final int TLS = 1 << 11;
    /** CLIENT_TRANSACTIONS. */
    public static final int TRANSACTIONS = 1 << 13;
    /** CLIENT_SECURE_CONNECTION: 20 byte scrambles. */
    public static final int SECURE_CONNECTION = 1 << 15;
    /** CLIENT_MULTI_RESULTS. */
    public static final int MULTI_RESULTS = 1 << 17;
    /** CLIENT_PS_MULTI_RESULTS. */
    public static final int PREPARED_MULTI_RESULTS = 1 << 18;
    /** CLIENT_PLUGIN_AUTH. */
    public static final int PLUGIN_AUTH = 1 << 19;
    /** CLIENT_CONNECT_ATTRS. */
    public static final int CONNECT_ATTRIBUTES = 1 << 20;
    /** CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA. */
    public static final int PLUGIN_AUTH_LENENC = 1 << 21;
    /** CLIENT_DEPRECATE_EOF: result sets end in an OK packet, column definitions in none. */
    public static final int DEPRECATE_EOF = 1 << 24;
    /** CLIENT_ZSTD_COMPRESSION_ALGORITHM: the compressed protocol with Zstandard, since 8.0.18. */
    public static final int ZSTD_COMPRESSION = 1 << 26;

    /** CLIENT_MULTI_FACTOR_AUTHENTICATION: AuthNextFactor may follow a factor. */
    public static final int MULTI_FACTOR = 1 << 28;

    private CapabilityFlags() {
    }

    /** @return whether every bit of {@code wanted} is set */
    public static boolean has(int flags, int wanted) {
        return (flags & wanted) == wanted;
    }
}
