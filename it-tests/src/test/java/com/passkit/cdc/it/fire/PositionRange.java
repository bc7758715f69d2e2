package com.passkit.cdc.it.fire;

import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.position.MariaDbGtidSet;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;

/** Everything that lies before a stored position. */
final class PositionRange {

    private final Checkpoint position;
    private final ExecutedGtids gtids;
    private String lastGtid = "";
    private boolean isLastContained;

    PositionRange(Checkpoint position) {
        this.position = position;
        this.gtids = position.executed();
    }

    /** @return whether an event lies before the position; all rows of a snapshot that was completed do */
    boolean contains(EventPosition event) {
        if (event.isRow()) {
            return true;
        }
        if (gtids != null && event.gtid() != null) {
            if (!event.gtid().equals(lastGtid)) {
                lastGtid = event.gtid();
                isLastContained = gtids.contains(gtids.kind() == GtidKind.MARIADB
                    ? MariaDbGtid.parse(lastGtid) : Gtid.parse(lastGtid));
            }
            return isLastContained;
        }
        int order = event.file().compareTo(position.file());
        return order < 0 || order == 0 && event.pos() < position.offset();
    }

    /** @return whether another position, which was stored later, lacks something of this one */
    boolean isAhead(Checkpoint later) {
        if (gtids != null && later.gtids() != null) {
            return gtids instanceof GtidSet mySql ? !((GtidSet) later.executed()).containsAll(mySql)
                : !((MariaDbGtidSet) later.executed()).containsAll((MariaDbGtidSet) gtids);
        }
        if (!later.serverUuid().equals(position.serverUuid())) {
            return false;
        }
        int order = position.file().compareTo(later.file());
        return order > 0 || order == 0 && position.offset() > later.offset();
    }
}
