package com.passkit.cdc.protocol.client;

import com.passkit.cdc.protocol.wire.CapabilityFlags;

/** How the bytes of a connection are packed, in both directions, from the end of the login on and inside TLS. */
public enum Compression {

    /** As they are. */
    NONE(0),
    /** zlib; every server can, unless it was told not to. */
    ZLIB(CapabilityFlags.ZLIB_COMPRESSION),
    /** Zstandard; MySQL since 8.0.18. */
    ZSTD(CapabilityFlags.ZSTD_COMPRESSION);

    private final int capability;

    Compression(int capability) {
        this.capability = capability;
    }

    /** @return the flag that asks for it in the handshake; 0 for none */
    int capability() {
        return capability;
    }
}
