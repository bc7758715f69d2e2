package com.passkit.cdc.protocol.position;

import java.util.Objects;

/** Where a binlog dump starts. Always the start of a transaction. */
public sealed interface BinlogPosition {

    /**
     * Reads what {@code toString()} of each kind writes.
     *
     * @param text {@code gtid:<set>}, {@code mariadb-gtid:<set>} or {@code file:<name>:<offset>}
     * @throws IllegalArgumentException when it is none of them
     */
    static BinlogPosition parse(String text) {
        if (text.startsWith(BehindGtids.PREFIX)) {
            return new BehindGtids(GtidSet.parse(text.substring(BehindGtids.PREFIX.length())));
        }
        if (text.startsWith(BehindMariaDbGtids.PREFIX)) {
            return new BehindMariaDbGtids(MariaDbGtidSet.parse(text.substring(BehindMariaDbGtids.PREFIX.length())));
        }
        int colon = text.lastIndexOf(':');
        if (text.startsWith(InFile.PREFIX) && colon > InFile.PREFIX.length()) {
            String offset = text.substring(colon + 1);
            try {
                return new InFile(text.substring(InFile.PREFIX.length(), colon), Long.parseLong(offset));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("position.offset: " + offset + " (expected: a number of bytes, >= "
                    + InFile.FIRST_EVENT_OFFSET + ')', e);
            }
        }
        throw new IllegalArgumentException("position: " + text + " (expected: gtid:<set>, mariadb-gtid:<set> or"
            + " file:<name>:<offset>)");
    }

    /** First byte of an event in a named file of the server. */
    record InFile(String file, long offset) implements BinlogPosition {

        /** Offset of the first event of a file, behind its magic number. */
        public static final long FIRST_EVENT_OFFSET = 4;

        private static final String PREFIX = "file:";

        public InFile {
            Objects.requireNonNull(file, "file");
            if (file.isEmpty()) {
                throw new IllegalArgumentException("position.file: empty (expected: the name of a binlog file)");
            }
            if (offset < FIRST_EVENT_OFFSET) {
                throw new IllegalArgumentException(
                    "position.offset: " + offset + " (expected: >= " + FIRST_EVENT_OFFSET + ')');
            }
        }

        /**
         * The order of the binlog files of one server: their numbers grow, and from 999999 on get longer.
         *
         * @return less than, equal to or greater than 0
         */
        public static int compareFiles(String one, String other) {
            return one.length() != other.length()
                ? Integer.compare(one.length(), other.length()) : one.compareTo(other);
        }

        @Override
        public String toString() {
            return PREFIX + file + ':' + offset;
        }
    }

    /** Behind every transaction of a set; a MySQL server finds the file. */
    record BehindGtids(GtidSet executed) implements BinlogPosition {

        private static final String PREFIX = "gtid:";

        public BehindGtids {
            Objects.requireNonNull(executed, "executed");
        }

        @Override
        public String toString() {
            return PREFIX + executed;
        }
    }
    /** Behind the last transaction of each domain; a MariaDB server finds the file. */
    record BehindMariaDbGtids(MariaDbGtidSet executed) implements BinlogPosition {

        private static final String PREFIX = "mariadb-gtid:";

        public BehindMariaDbGtids {
            Objects.requireNonNull(executed, "executed");
        }

        @Override
        public String toString() {
            return PREFIX + executed;
        }
    }
}
