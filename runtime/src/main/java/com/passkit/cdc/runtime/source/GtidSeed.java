package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowlessHandler;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.position.GtidSet;

/**
 * Finds out which GTIDs lie before an offset of a file: its PREVIOUS_GTIDS, and every transaction that ends at or
 * before the offset. Used when a position without GTIDs meets a server that has them, so that the set is whole from the
 * first commit.
 * <p>
 * Threading: source event loop only.
 */
final class GtidSeed implements RowlessHandler {

    private final long untilOffset;
    private final Runnable onReached;
    private final GtidSet gtids = GtidSet.parse("");
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
        if (!event.header().isArtificial() && !isHead(event)) {
            reachBehind(event);
        }
    }

    @Override
    public void onPreviousGtids(EventView event, PreviousGtidsEventFlyweight body) {
        gtids.addAll(body.gtids());
        reachBehind(event);
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        if (!isReached && !body.isAnonymous()) {
            gtids.add(body.gtid());
        }
    }

    @Override
    public void onHeartbeat(EventView event) {
        reachBehind(event);
    }

    /** @return the set; whole once the offset was reached */
    GtidSet gtids() {
        return gtids;
    }

    /** What a file begins with; MySQL 5.6 without GTIDs writes no PREVIOUS_GTIDS. */
    private static boolean isHead(EventView event) {
        return event.header().type() == EventType.FORMAT_DESCRIPTION
            || event.header().type() == EventType.PREVIOUS_GTIDS;
    }

    private void reachBehind(EventView event) {
        if (!isReached && event.endPosition() >= untilOffset) {
            isReached = true;
            onReached.run();
        }
    }
}
