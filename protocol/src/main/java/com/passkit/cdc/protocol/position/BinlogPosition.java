package com.passkit.cdc.protocol.position;

import java.util.Objects;

/** Where a binlog dump starts. Always the start of a transaction. */
public sealed interface BinlogPosition {

    /** First byte of an event in a named file of the server. */
    record InFile(String file, long offset) implements BinlogPosition {

        /** Offset of the first event of a file, behind its magic number. */
        public static final long FIRST_EVENT_OFFSET = 4;

        public InFile {
            Objects.requireNonNull(file, "file");
            if (offset < FIRST_EVENT_OFFSET) {
                throw new IllegalArgumentException("offset: " + offset + " (expected: >= " + FIRST_EVENT_OFFSET + ')');
            }
        }

        @Override
        public String toString() {
            return "file:" + file + ':' + offset;
        }
    }

    /** Behind every transaction of a set; the server finds the file. */
    record BehindGtids(GtidSet executed) implements BinlogPosition {

        public BehindGtids {
            Objects.requireNonNull(executed, "executed");
        }

        @Override
        public String toString() {
            return "gtid:" + executed;
        }
    }
}
