package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;

/**
 * The 64-bit position in the file at hand. The header of an event carries its end modulo 2^32 only, and a file may be
 * larger: a position goes on by the events' lengths, and the header's low 32 bits correct it forward where the source
 * passed over transactions that the replica has (GTID auto-position).
 * Threading: one thread at a time.
 */
final class LinearPosition {

    private static final long LOW_MASK = 0xffff_ffffL;

    private final boolean isFile;
    private String file;
    private long next;

    private LinearPosition(boolean isFile, String file, long next) {
        this.isFile = isFile;
        this.file = file;
        this.next = next;
    }

    /** Of a stream, which says itself where it starts. */
    static LinearPosition ofStream() {
        return new LinearPosition(false, "", 0);
    }

    /** Of a file that is read from its first event: every event stands where it is found, whatever its header says. */
    static LinearPosition ofFile(String file, long firstEventPosition) {
        return new LinearPosition(true, file, firstEventPosition);
    }

    /** Whether a file is read, and no server. */
    boolean isFile() {
        return isFile;
    }

    String file() {
        return file;
    }

    long next() {
        return next;
    }

    /** Places an event that follows the ones before, and moves behind it. */
    void place(EventHeaderFlyweight header, int length, EventCursor event) {
        if (isFile) {
            event.at(file, next, next + length);
            next += length;
            return;
        }
        EventType type = header.type();
        long low = header.nextPosition();
        // Sent again at the start in the middle of a file, with a position of 0; the artificial have none of their own.
        boolean isRepeated = low == 0 && (type == EventType.ROTATE || type == EventType.FORMAT_DESCRIPTION
            || type == EventType.MARIADB_START_ENCRYPTION);
        if (isRepeated || header.isArtificial()) {
            event.at(file, next, next);
            return;
        }
        if (type == EventType.HEARTBEAT || type == EventType.HEARTBEAT_V2) {
            if (low != 0) {
                moveTo(low);
            }
            event.at(file, next, next);
            return;
        }
        long end = next + length;
        if (low != 0) {
            end += low - end & LOW_MASK;
        }
        event.at(file, end - length, end);
        next = end;
    }

    /** A heartbeat is never behind the events; by how much it is ahead tells the signed difference. */
    private void moveTo(long low) {
        int ahead = (int) (low - next);
        if (ahead > 0) {
            next += ahead;
        }
    }

    /** Moves to a 64-bit position in the same file. */
    void advance(long position) {
        if (position > next) {
            next = position;
        }
    }

    /** The next event stands here. */
    void moveTo(String newFile, long position) {
        file = newFile;
        next = position;
    }

    /** What follows is in this file. Of no effect in a file, which has an end of its own. */
    void rotate(String nextFile, long position) {
        if (!isFile) {
            if (!file.equals(nextFile)) {
                file = nextFile;
            }
            next = position;
        }
    }
}
