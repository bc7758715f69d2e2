package com.passkit.cdc.runtime.batch;

import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.encode.EventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Which lane a change belongs to, by the bytes of its key, and whether it concerns others too.
 * Threading: source event loop only.
 */
final class LaneSelector {

    private final EventEncoder encoder;
    private final int laneCount;
    private final ByteBuf scratch = Unpooled.buffer(256);

    LaneSelector(EventEncoder encoder, int laneCount) {
        this.encoder = encoder;
        this.laneCount = laneCount;
    }

    int laneOf(ChangeView change) {
        RowView row = change.after() == null ? change.before() : change.after();
        return laneOf(row, change);
    }

    boolean isBarrier(ChangeView change) {
        ChangeKind kind = change.kind();
        if (kind == ChangeKind.TRUNCATE || kind == ChangeKind.SCHEMA) {
            return true;
        }
        return kind == ChangeKind.UPDATE && laneOf(change.before(), change) != laneOf(change.after(), change);
    }

    void close() {
        scratch.release();
    }

    /** Rows without a key keep their order within the table: they have one lane together. */
    private int laneOf(RowView row, ChangeView change) {
        scratch.clear();
        if (row != null && change.table().keyColumnCount() > 0) {
            encoder.encodeKey(row, change, scratch);
        }
        int hash = change.table().database().hashCode() * 31 + change.table().name().hashCode();
        byte[] bytes = scratch.array();
        for (int i = 0; i < scratch.writerIndex(); i++) {
            hash = hash * 31 + bytes[i];
        }
        return Math.floorMod(mix(hash), laneCount);
    }

    private static int mix(int hash) {
        int h = (hash ^ hash >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
