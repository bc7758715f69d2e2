package com.passkit.cdc.protocol.binlog.value;

/**
 * Metadata of type code 254, which stands for CHAR, BINARY, ENUM and SET.
 * <pre>
 *  offset  length  field
 *       0       1  real type: 254, 247 (ENUM), 248 (SET); in bits 4 and 5, inverted, bits 8 and 9 of the length
 *       1       1  CHAR, BINARY: length in bytes, low 8 bits; ENUM, SET: bytes of a value
 * </pre>
 */
final class StringMetadata {

    private static final int LENGTH_BITS = 0x30;
    /** Moves bits 4 and 5 to bits 8 and 9. */
    private static final int LENGTH_SHIFT = 4;

    private StringMetadata() {
    }

    static int realType(int metadata) {
        return metadata & 0xff | LENGTH_BITS;
    }

    static int length(int metadata) {
        return metadata >>> Byte.SIZE & 0xff | (metadata & LENGTH_BITS ^ LENGTH_BITS) << LENGTH_SHIFT;
    }
}
