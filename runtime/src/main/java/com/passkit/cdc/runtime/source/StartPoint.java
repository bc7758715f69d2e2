package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;

/** Where reading begins. */
public sealed interface StartPoint {

    /** With a snapshot, then behind it. */
    record WithSnapshot() implements StartPoint {
    }

    /** Behind what was delivered before, on whichever server has it. */
    record Behind(Checkpoint checkpoint) implements StartPoint {
    }

    /** At the position where the server stands now. */
    record Current() implements StartPoint {
    }

    /** At the first event that the server still has. */
    record Earliest() implements StartPoint {
    }

    /** Behind GTIDs that the operator named; whose they are, the server tells that they are for. */
    record AtGtids(String gtids) implements StartPoint {

        /** @throws MySqlException when they are not of this kind */
        public BinlogPosition of(GtidKind kind) {
            try {
                return kind.behind(kind.parse(gtids));
            } catch (IllegalArgumentException e) {
                throw new MySqlException(Recovery.STOP, "position: gtid:" + gtids + " (expected: GTIDs of " + kind
                    + ", which the server is): " + e.getMessage(), e);
            }
        }
    }

    /** At a position that the operator named. */
    record At(BinlogPosition position) implements StartPoint {
    }
}
