package com.passkit.cdc.snapshot.incremental;

import java.util.Objects;

/**
 * A place in the binary log of one server. Names of binary logs end in a number that grows, so a longer name is a
 * later one.
 *
 * @param file   binary log
 * @param offset 64-bit offset in it
 */
public record LogPoint(String file, long offset) implements Comparable<LogPoint> {

    public LogPoint {
        Objects.requireNonNull(file, "file");
    }

    @Override
    public int compareTo(LogPoint other) {
        if (file.equals(other.file)) {
            return Long.compare(offset, other.offset);
        }
        return file.length() != other.file.length()
            ? Integer.compare(file.length(), other.file.length()) : file.compareTo(other.file);
    }

    /** @return whether everything before the other place is before this one */
    public boolean isAtOrBehind(LogPoint other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return file + ':' + offset;
    }
}
