package com.passkit.cdc.runtime.change;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.binlog.BinlogDecoder;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.xa.SpoolReader;

/**
 * Hands on the rows of an XA transaction that was held, once it is committed: with the ids they had when they were
 * prepared and the time of the commit. What is held of it at a time is one event.
 * <p>
 * Memory: retained; call {@link #close()}. Threading: as the adapter. Blocking: on the file.
 */
final class XaReplay implements AutoCloseable {

    private final RowChanges changes;
    private final BinlogDecoder decoder;
    private SpoolReader spool;
    private boolean isInEvent;

    XaReplay(TableSelector selector, TableDefinitions definitions, ChangeHandler handler) {
        changes = new RowChanges(selector, handler);
        decoder = new BinlogDecoder(definitions, new Rows());
    }

    /** @param transaction transferred; closed with the last row */
    void begin(SpoolReader transaction, long commitMs) {
        spool = transaction;
        isInEvent = false;
        changes.begin(transaction.start().gtid(), commitMs);
        decoder.forgetDefinitions();
    }

    boolean isActive() {
        return spool != null;
    }

    /** @return PAUSE when the handler paused: to be called again before anything else is handed on */
    Demand run() {
        if (isInEvent && decoder.resume() == Demand.PAUSE) {
            return Demand.PAUSE;
        }
        isInEvent = false;
        while (spool.next()) {
            if (take() == Demand.PAUSE) {
                isInEvent = true;
                return Demand.PAUSE;
            }
        }
        end();
        return Demand.CONTINUE;
    }

    private Demand take() {
        if (spool.isEvent() || spool.isFormat()) {
            decoder.moveTo(spool.start().file(), spool.position());
            return decoder.onEvent(spool.buffer(), spool.index(), spool.length());
        }
        if (spool.isSkipped()) {
            changes.onSkipped(spool.position());
        } else if (spool.isStatement()) {
            changes.onStatement(spool.buffer().toString(spool.index(), spool.length(), StandardCharsets.UTF_8));
        }
        return Demand.CONTINUE;
    }

    private void end() {
        if (spool != null) {
            spool.close();
            spool = null;
        }
    }

    @Override
    public void close() {
        end();
        decoder.close();
    }

    /** What comes out of the file. */
    private final class Rows implements BinlogHandler {

        @Override
        public boolean onTableMap(EventView event, TableDescriptor table) {
            return changes.isCaptured(table);
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            return changes.onRow(event, row);
        }

        /** A table that was captured when the rows were prepared, and is not any more. */
        @Override
        public void onRowsSkipped(EventView event, int rowCount) {
            changes.onSkipped(rowCount);
        }
    }
}
