package com.passkit.cdc.protocol.hostile;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.DeleteFileEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.ExecuteLoadQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.IncidentEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.IntvarEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.LoadBlockEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbBinlogCheckpointEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidListEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbStartEncryptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RandEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RotateEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.TransactionContextEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.UserVarEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.ViewChangeEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XaPrepareEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** Looks at every field of every event, and pauses as a pattern of eight bits tells. */
final class ReadingBinlogHandler implements BinlogHandler {

    private final ReadEverything reader = new ReadEverything();
    private final int pauses;
    private int callCount;

    ReadingBinlogHandler(int pauses) {
        this.pauses = pauses;
    }

    private Demand demand() {
        return (pauses >>> callCount++ % Byte.SIZE & 1) == 0 ? Demand.CONTINUE : Demand.PAUSE;
    }

    @Override
    public void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
        body.serverVersion();
    }

    @Override
    public void onRotate(EventView event, RotateEventFlyweight body) {
        body.file();
    }

    @Override
    public void onPreviousGtids(EventView event, PreviousGtidsEventFlyweight body) {
        body.gtids();
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        if (!body.isAnonymous()) {
            body.gtid();
        }
        body.originalCommitTimestampMicros();
        body.originalServerVersion();
        body.transactionLength();
    }

    @Override
    public Demand onQuery(EventView event, QueryEventFlyweight body) {
        body.schema();
        body.sql();
        return demand();
    }

    @Override
    public void onXid(EventView event, XidEventFlyweight body) {
        body.xid();
    }

    @Override
    public void onRowsQuery(EventView event, RowsQueryEventFlyweight body) {
        body.sql();
    }

    @Override
    public void onMariaDbGtidList(EventView event, MariaDbGtidListEventFlyweight body) {
        for (int i = 0; i < body.count(); i++) {
            text(body.domainId(i), body.serverId(i), body.sequenceNumber(i));
        }
    }

    @Override
    public void onMariaDbBinlogCheckpoint(EventView event, MariaDbBinlogCheckpointEventFlyweight body) {
        text(body.file());
    }

    @Override
    public void onMariaDbStartEncryption(EventView event, MariaDbStartEncryptionEventFlyweight body) {
        text(body.schemeRaw(), body.keyVersion());
    }

    @Override
    public void onMariaDbGtid(EventView event, MariaDbGtidEventFlyweight body) {
        text(body.domainId(), body.sequenceNumber(), body.commitId(), body.xid(), body.extraEngines(),
            body.alterSequenceNumber());
    }

    @Override
    public void onTransactionContext(EventView event, TransactionContextEventFlyweight body) {
        text(body.serverUuid(), body.threadId(), body.snapshot(), body.writeSet(), body.readSet());
    }

    @Override
    public void onViewChange(EventView event, ViewChangeEventFlyweight body) {
        text(body.viewId(), body.sequenceNumber());
    }

    @Override
    public void onIntvar(EventView event, IntvarEventFlyweight body) {
        text(body.kindRaw(), body.value());
    }

    @Override
    public void onRand(EventView event, RandEventFlyweight body) {
        text(body.seed1(), body.seed2());
    }

    @Override
    public void onUserVar(EventView event, UserVarEventFlyweight body) {
        text(body.name());
        readValue(body);
    }

    @Override
    public void onBeginLoadQuery(EventView event, LoadBlockEventFlyweight body) {
        readBlock(body);
    }

    @Override
    public void onAppendBlock(EventView event, LoadBlockEventFlyweight body) {
        readBlock(body);
    }

    @Override
    public void onExecuteLoadQuery(EventView event, ExecuteLoadQueryEventFlyweight body) {
        text(body.query().sql(), body.fileId(), body.nameStart(), body.nameEnd(), body.duplicatesRaw());
    }

    @Override
    public void onDeleteFile(EventView event, DeleteFileEventFlyweight body) {
        text(body.fileId());
    }

    @Override
    public Demand onXaPrepare(EventView event, XaPrepareEventFlyweight body) {
        text(body.isOnePhase(), body.xid());
        return Demand.CONTINUE;
    }

    @Override
    public void onIncident(EventView event, IncidentEventFlyweight body) {
        text(body.kindRaw(), body.message());
    }

    private void readValue(UserVarEventFlyweight body) {
        if (body.isNull()) {
            return;
        }
        switch (body.typeRaw()) {
            case UserVarEventFlyweight.TYPE_INTEGER -> text(body.integer());
            case UserVarEventFlyweight.TYPE_REAL -> text(body.real());
            default -> text(body.text(), body.valueLength());
        }
    }

    private void readBlock(LoadBlockEventFlyweight body) {
        for (int i = 0; i < body.blockLength(); i++) {
            body.buffer().getByte(body.blockIndex() + i);
        }
    }

    private static void text(Object... fields) {
        for (Object field : fields) {
            String.valueOf(field);
        }
    }

    @Override
    public boolean onTableMap(EventView event, TableDescriptor table) {
        table.columns().forEach(Object::toString);
        return true;
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        reader.read(row.before());
        reader.read(row.after());
        return demand();
    }
}
