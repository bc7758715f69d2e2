package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.error.MalformedPacketException;

/** The check that every decoder makes before a value is touched. */
final class Bounds {

    private Bounds() {
    }

    /**
     * @param column name, for the error
     * @param length bytes that the value takes
     * @return the length, when the value ends before {@code end} does
     */
    static int check(String column, long length, int index, int end) {
        if (length > end - index) {
            throw MalformedPacketException.of("RowImage", column + ".length", length,
                "<= " + Math.max(0, end - index) + ", the bytes that are left");
        }
        return (int) length;
    }
}
