package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Finds out which GTIDs lie before an offset of a file: its PREVIOUS_GTIDS, and every transaction that ends at or
 * before the
 * offset. Used when a position without GTIDs meets a server that has them, so that the set is whole from the first
 * commit.
 * <p>
 * Threading: source event loop only.
 */
final class GtidSeed implements BinlogHandler {

    private final long untilOffset;
    private final Runnable onReached;
    private final GtidSet gtids = GtidSet.parse("");
    private boolean hasPrevious;
    private boolean isReached;

    /**
     * @param untilOffset start of the transaction to continue with
     * @param onReached   run once when the offset is reached
     */
    GtidSeed(long untilOffset, Runnable onReached) {
        this.untilOffset = untilOffset;
        this.onReached = onReached;
    }

    @Override
    public void onEvent(EventView event) {
        if (hasPrevious && !event.header().isArtificial()) {
            reachBehind(event);
        }
    }

    @Override
    public void onPreviousGtids(EventView event, PreviousGtidsEventFlyweight body) {
        gtids.addAll(body.gtids());
        hasPrevious = true;
        reachBehind(event);
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        if (!isReached && !body.isAnonymous()) {
            gtids.add(body.gtid());
        }
    }

    @Override
    public boolean onTableMap(EventView event, TableDescriptor table) {
        return false;
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        return Demand.CONTINUE;
    }

    @Override
    public void onHeartbeat(EventView event) {
        reachBehind(event);
    }

    /** @return the set; whole once the offset was reached */
    GtidSet gtids() {
        return gtids;
    }

    private void reachBehind(EventView event) {
        if (!isReached && event.endPosition() >= untilOffset) {
            isReached = true;
            onReached.run();
        }
    }
}
