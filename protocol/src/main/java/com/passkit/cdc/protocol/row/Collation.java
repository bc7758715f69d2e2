package com.passkit.cdc.protocol.row;

/**
 * A collation of MySQL and the character set it belongs to. Only the character set matters for decoding.
 *
 * @param id      number of the collation in {@code information_schema.COLLATIONS}; 0 where only the name is known
 * @param charset MySQL's name of its character set, for instance {@code utf8mb4}
 */
public record Collation(int id, String charset) {

    /** Bytes without a character set. */
    public static final Collation BINARY = new Collation(63, "binary");
    /** utf8mb4_general_ci. */
    public static final Collation UTF8MB4 = new Collation(45, "utf8mb4");

    /** @return whether it is the collation of bytes without a character set */
    public boolean isBinary() {
        return charset.equals(BINARY.charset);
    }
}
