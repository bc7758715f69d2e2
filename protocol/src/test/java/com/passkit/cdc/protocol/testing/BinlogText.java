package com.passkit.cdc.protocol.testing;

import java.util.ArrayList;
import java.util.List;

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
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** Writes down every callback as a line of text, and answers as told. Threading: one thread at a time. */
public final class BinlogText implements BinlogHandler {

    private final List<String> lines = new ArrayList<>();
    private final RowText rowText = new RowText();
    private boolean isPausing;
    private boolean isWanting = true;

    /** Whether to pause at every row. */
    public BinlogText pausing(boolean isPausing) {
        this.isPausing = isPausing;
        return this;
    }

    /** Whether rows are wanted. */
    public BinlogText wanting(boolean isWanting) {
        this.isWanting = isWanting;
        return this;
    }

    public List<String> lines() {
        return lines;
    }

    private Demand demand() {
        return isPausing ? Demand.PAUSE : Demand.CONTINUE;
    }

    @Override
    public void onEvent(EventView event) {
        lines.add(event.startPosition() + ".." + event.endPosition() + ' ' + event.header().type() + " checksum "
            + event.checksum());
    }

    @Override
    public void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
        lines.add("  version " + body.serverVersion());
    }

    @Override
    public void onRotate(EventView event, RotateEventFlyweight body) {
        lines.add("  in " + event.file() + " to " + body.file() + ':' + body.position()
            + (event.header().isArtificial() ? " artificial" : ""));
    }

    @Override
    public void onPreviousGtids(EventView event, PreviousGtidsEventFlyweight body) {
        lines.add("  previous '" + body.gtids() + '\'');
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        lines.add("  gtid " + body.gtid() + " committed " + body.originalCommitTimestampMicros() + " length "
            + body.transactionLength() + " version " + body.originalServerVersion());
    }

    @Override
    public void onMariaDbGtid(EventView event, MariaDbGtidEventFlyweight body) {
        lines.add("  gtid " + body.domainId() + '-' + event.header().serverId() + '-' + body.sequenceNumber()
            + (body.isStandalone() ? " standalone" : "") + (body.isTransactional() ? " transactional" : "")
            + (body.isDdl() ? " ddl" : "") + (body.isXaPrepared() ? " prepared " + body.xid() : "")
            + (body.isXaCompleted() ? " completed " + body.xid() : ""));
    }

    @Override
    public void onMariaDbGtidList(EventView event, MariaDbGtidListEventFlyweight body) {
        StringBuilder line = new StringBuilder("  previous '");
        for (int i = 0; i < body.count(); i++) {
            line.append(i == 0 ? "" : ",").append(body.domainId(i)).append('-').append(body.serverId(i)).append('-')
                .append(body.sequenceNumber(i));
        }
        lines.add(line.append('\'').toString());
    }

    @Override
    public Demand onXaPrepare(EventView event, XaPrepareEventFlyweight body) {
        lines.add("  prepared " + body.xid() + (body.isOnePhase() ? " one phase" : ""));
        return Demand.CONTINUE;
    }

    @Override
    public Demand onQuery(EventView event, QueryEventFlyweight body) {
        lines.add("  query [" + body.schema() + "] " + body.sql().replace("\n", "\\n"));
        return demand();
    }

    @Override
    public void onMariaDbBinlogCheckpoint(EventView event, MariaDbBinlogCheckpointEventFlyweight body) {
        lines.add("  checkpoint " + body.file());
    }

    @Override
    public void onMariaDbStartEncryption(EventView event, MariaDbStartEncryptionEventFlyweight body) {
        lines.add("  encrypted with key " + body.keyVersion());
    }

    @Override
    public void onTransactionContext(EventView event, TransactionContextEventFlyweight body) {
        lines.add("  certified on " + body.serverUuid() + " behind '" + body.snapshot() + "' writes "
            + body.writeSet().size() + " reads " + body.readSet().size());
    }

    @Override
    public void onViewChange(EventView event, ViewChangeEventFlyweight body) {
        lines.add("  view " + body.viewId() + " sequence " + body.sequenceNumber() + " certified "
            + body.certified().size());
    }

    @Override
    public void onIntvar(EventView event, IntvarEventFlyweight body) {
        lines.add((body.kindRaw() == IntvarEventFlyweight.INSERT_ID ? "  insert id " : "  last insert id ")
            + Long.toUnsignedString(body.value()));
    }

    @Override
    public void onRand(EventView event, RandEventFlyweight body) {
        lines.add("  seeds " + body.seed1() + ' ' + body.seed2());
    }

    @Override
    public void onUserVar(EventView event, UserVarEventFlyweight body) {
        lines.add("  @" + body.name() + '=' + (body.isNull() ? "NULL" : switch (body.typeRaw()) {
            case UserVarEventFlyweight.TYPE_INTEGER -> body.isUnsigned()
                ? Long.toUnsignedString(body.integer()) : Long.toString(body.integer());
            case UserVarEventFlyweight.TYPE_REAL -> Double.toString(body.real());
            case UserVarEventFlyweight.TYPE_DECIMAL -> body.text();
            default -> '\'' + body.text().replace("\0", "\\0") + "' collation " + body.collation();
        }));
    }

    @Override
    public void onBeginLoadQuery(EventView event, LoadBlockEventFlyweight body) {
        lines.add("  file " + body.fileId() + " begins with " + body.blockLength());
    }

    @Override
    public void onAppendBlock(EventView event, LoadBlockEventFlyweight body) {
        lines.add("  file " + body.fileId() + " goes on with " + body.blockLength());
    }

    @Override
    public void onExecuteLoadQuery(EventView event, ExecuteLoadQueryEventFlyweight body) {
        lines.add("  file " + body.fileId() + " is loaded by " + body.query().sql());
    }

    @Override
    public void onDeleteFile(EventView event, DeleteFileEventFlyweight body) {
        lines.add("  file " + body.fileId() + " is dropped");
    }

    @Override
    public void onIncident(EventView event, IncidentEventFlyweight body) {
        lines.add("  incident " + body.kindRaw() + ' ' + body.message());
    }

    @Override
    public void onXid(EventView event, XidEventFlyweight body) {
        lines.add("  xid " + Long.toUnsignedString(body.xid()));
    }

    @Override
    public void onRowsQuery(EventView event, RowsQueryEventFlyweight body) {
        lines.add("  statement " + body.sql());
    }

    @Override
    public boolean onTableMap(EventView event, TableDescriptor table) {
        StringBuilder line = new StringBuilder("  table " + table + " (");
        String separator = "";
        for (ColumnDescriptor column : table.columns()) {
            line.append(separator).append(column.name()).append(' ').append(column.type());
            if (column.length() > 0) {
                line.append('(').append(column.length()).append(column.scale() > 0 ? "," + column.scale() : "")
                    .append(')');
            }
            line.append(column.unsigned() ? " unsigned" : "").append(column.nullable() ? "" : " not null");
            if (column.type().isText()) {
                line.append(' ').append(column.collation().charset());
            }
            separator = ", ";
        }
        line.append(") key");
        for (int i = 0; i < table.keyColumnCount(); i++) {
            line.append(' ').append(table.keyColumn(i));
        }
        lines.add(line.toString());
        return isWanting;
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        lines.add("  " + row.kind() + ' ' + row.table() + " row " + row.rowIndex()
            + (row.before() == null ? "" : " before {" + rowText.of(row.before()) + '}')
            + (row.after() == null ? "" : " after {" + rowText.of(row.after()) + '}'));
        return demand();
    }

    @Override
    public void onRowsSkipped(EventView event, int rowCount) {
        lines.add("  skipped " + rowCount);
    }

    @Override
    public void onHeartbeat(EventView event) {
        lines.add("  heartbeat at " + event.endPosition());
    }

    @Override
    public void onStop(EventView event) {
        lines.add("  stop");
    }

    @Override
    public void onIgnorable(EventView event) {
        lines.add("  ignorable " + event.header().typeRaw());
    }
}
