package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.position.BinlogPosition;
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

    /** At a position that the operator named. */
    record At(BinlogPosition position) implements StartPoint {
    }
}
