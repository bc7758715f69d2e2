package com.passkit.cdc.protocol.position;

/**
 * Whose global transaction identifiers they are. The handshake tells which kind a server is, never the text of a GTID.
 */
public enum GtidKind {

    /** Sets of numbers for each source: {@code uuid:1-5:7}. */
    MYSQL {
        @Override
        public ExecutedGtids parse(String text) {
            return GtidSet.parse(text);
        }

        @Override
        public BinlogPosition behind(ExecutedGtids executed) {
            return new BinlogPosition.BehindGtids((GtidSet) executed);
        }
    },

    /** The last one of each domain: {@code domain-server-sequence}. */
    MARIADB {
        @Override
        public ExecutedGtids parse(String text) {
            return MariaDbGtidSet.parse(text);
        }

        @Override
        public BinlogPosition behind(ExecutedGtids executed) {
            return new BinlogPosition.BehindMariaDbGtids((MariaDbGtidSet) executed);
        }
    };

    /**
     * @param text as this kind of server prints it; empty for none
     * @throws IllegalArgumentException when it is not of this kind
     */
    public abstract ExecutedGtids parse(String text);

    /** @param executed of this kind */
    public abstract BinlogPosition behind(ExecutedGtids executed);

    /** @return a new empty set of this kind */
    public ExecutedGtids none() {
        return parse("");
    }

    IllegalArgumentException refuse(Object other) {
        return new IllegalArgumentException("gtid: " + other + " (expected: one of " + this + ')');
    }
}
