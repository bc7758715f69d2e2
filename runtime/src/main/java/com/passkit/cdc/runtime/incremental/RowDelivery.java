package com.passkit.cdc.runtime.incremental;

import java.util.List;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.runtime.change.ChangeHandler;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.change.SnapshotChangeAdapter;
import com.passkit.cdc.runtime.change.TableSelector;
import com.passkit.cdc.snapshot.SnapshotPosition;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.incremental.LogPoint;

/**
 * Hands rows on at the place of the stream where they belong. Every row has an id of its own: what is read again has
 * another, since its values may be others.
 * Threading: source event loop only.
 */
public final class RowDelivery {

    private final ServerState server;
    private final SnapshotChangeAdapter adapter;
    private long ordinal;

    /**
     * @param snapshotId part of every event id; of no other connection
     * @param selector   gives the key to deliver
     * @param gate       takes the rows
     * @param server     that is read
     */
    public RowDelivery(String snapshotId, TableSelector selector, StreamGate gate, ServerState server) {
        this.server = server;
        adapter = new SnapshotChangeAdapter(snapshotId, selector, new Rows(gate), tables -> { }, position -> { });
    }

    /** From here on rows belong to this place. @param gtids executed before it; null without */
    void begin(LogPoint place, String gtids) {
        adapter.onStart(new SnapshotPosition(place.file(), place.offset(), gtids, server.serverUuid(),
            server.serverId(), server.gtidKind()), List.of());
    }

    /** @return whether a row is delivered at all */
    boolean accepts(RowView row) {
        return adapter.accepts(row);
    }

    /** @return PAUSE: the row was taken, none may follow at the moment */
    Demand deliver(RowView row, boolean isLast) {
        return adapter.onRow(row, ordinal++, isLast);
    }

    /** Past the notes that are taken of the stream. */
    private record Rows(StreamGate gate) implements ChangeHandler {

        @Override
        public Demand onChange(ChangeView change) {
            return gate.deliver(change);
        }

        @Override
        public void onCommit(String file, long offset, TransactionId gtid) {
            throw new IllegalStateException("rows of a snapshot are no transaction");
        }
    }
}
