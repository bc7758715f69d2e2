package com.passkit.cdc.snapshot.incremental;

/**
 * When a piece of a table is long enough.
 *
 * @param rows            rows
 * @param bytes           bytes behind which no further row is taken
 * @param longestRowBytes length of a row that is refused when it is longer
 */
public record ChunkLimits(int rows, int bytes, int longestRowBytes) {
}
