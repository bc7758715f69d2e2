package com.passkit.cdc.protocol.handshake;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.wire.CapabilityFlags;

/** The compression that a server offers in its greeting, and the one that is wanted. */
final class CompressionOffer {

    private CompressionOffer() {
    }

    /**
     * Refuses a server that would go on uncompressed: whoever asked for compression pays for the bytes.
     *
     * @param wanted  its capability flag, 0 for none
     * @param offered capabilities of the server
     * @param source  host and port
     */
    static void require(int wanted, int offered, String source) {
        if (!CapabilityFlags.has(offered, wanted)) {
            throw new UnsupportedFeatureException("compression: " + names(wanted) + " (expected: "
                + names(offered) + ", which is what " + source + " offers). Remedy: choose that, or see"
                + " protocol_compression_algorithms on the server; MySQL has zstd since 8.0.18, MariaDB has zlib.");
        }
    }

    private static String names(int capabilities) {
        boolean hasZlib = CapabilityFlags.has(capabilities, CapabilityFlags.ZLIB_COMPRESSION);
        boolean hasZstd = CapabilityFlags.has(capabilities, CapabilityFlags.ZSTD_COMPRESSION);
        return hasZlib && hasZstd ? "zlib or zstd" : hasZlib ? "zlib" : hasZstd ? "zstd" : "none";
    }
}
