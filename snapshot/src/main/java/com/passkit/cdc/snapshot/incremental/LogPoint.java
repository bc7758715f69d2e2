package com.passkit.cdc.snapshot.incremental;

import java.util.Objects;

import com.passkit.cdc.protocol.position.BinlogPosition;

/**
 * A place in the binary log of one server.
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
        int files = BinlogPosition.InFile.compareFiles(file, other.file);
        return files != 0 ? files : Long.compare(offset, other.offset);
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
