package com.passkit.cdc.protocol.row.owned;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A value of GEOMETRY or one of its kinds.
 *
 * @param srid number of the spatial reference system; 0 for the plane
 * @param wkb  well-known binary, as OGC defines it; not copied
 */
public record Geometry(long srid, byte[] wkb) {

    /** Checks that there are bytes. */
    public Geometry {
        Objects.requireNonNull(wkb, "wkb");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Geometry that && srid == that.srid && Arrays.equals(wkb, that.wkb);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(srid) + Arrays.hashCode(wkb);
    }

    @Override
    public String toString() {
        return "SRID=" + srid + ";" + HexFormat.of().formatHex(wkb);
    }
}
