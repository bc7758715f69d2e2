package com.passkit.cdc.runtime.change;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.Xid;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.runtime.xa.XaStart;

import io.netty.buffer.ByteBufUtil;

/**
 * Takes the events of an XA transaction from its start to its preparation and keeps those that carry captured rows.
 * Threading: as the adapter.
 */
final class XaHold {

    private final XaSpool spool;
    private byte[] format;
    private long skippedCount;
    private String lastStatement;

    XaHold(XaSpool spool) {
        this.spool = spool;
    }

    void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
        spool.discard();
        byte[] bytes = ByteBufUtil.getBytes(event.buffer(), event.index(), event.length());
        if (body.hasChecksumField()) {
            // Kept events are without checksum: what keeps them has its own.
            int algorithmIndex = bytes.length - FormatDescriptionEventFlyweight.CHECKSUM_LENGTH - 1;
            bytes[algorithmIndex] = FormatDescriptionEventFlyweight.CHECKSUM_NONE;
        }
        format = bytes;
    }

    void begin(Xid xid, String file, TransactionId gtid) {
        skippedCount = 0;
        lastStatement = null;
        spool.begin(new XaStart(xid, file, gtid), format);
    }

    /** @return whether events are to be kept */
    boolean isOpen() {
        return spool.isOpen();
    }

    void onTableMap(EventView event, boolean isCaptured) {
        if (isCaptured) {
            spool.addEvent(event);
        }
    }

    /** @param statement that caused the row; null where it is not delivered */
    void onRow(EventView event, RowChangeView row, String statement) {
        if (row.rowIndex() != 0) {
            return;
        }
        flushSkipped();
        if (statement != null && !statement.equals(lastStatement)) {
            spool.addStatement(statement.getBytes(StandardCharsets.UTF_8));
            lastStatement = statement;
        }
        spool.addEvent(event);
    }

    void onSkipped(int rowCount) {
        skippedCount += rowCount;
    }

    private void flushSkipped() {
        if (skippedCount > 0) {
            spool.addSkipped(skippedCount);
            skippedCount = 0;
        }
    }
}
