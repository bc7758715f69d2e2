package com.passkit.cdc.protocol.binlog.image;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.row.Collation;

/** Collations by the numbers of a table map. */
final class Collations {

    private Collations() {
    }

    static Collation of(int id) {
        return id == Collation.BINARY.id() ? Collation.BINARY : new Collation(id, "utf8mb4");
    }

    static Charset charset(Collation collation) {
        return collation.charset().startsWith("utf8") ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }
}
