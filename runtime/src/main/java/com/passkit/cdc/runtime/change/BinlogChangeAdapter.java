package com.passkit.cdc.runtime.change;

import java.util.List;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.ExecuteLoadQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidListEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RotateEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XaPrepareEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.Xid;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.schema.NamedTables;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Turns binlog events into changes and commits: follows transactions, numbers their row changes before any filter,
 * and leaves out what is not captured. Rows of an XA transaction are held from its preparation to its commit.
 * <p>
 * Memory: retained; call {@link #close()}. Threading: source event loop only, or the caller's thread for a file.
 */
public final class BinlogChangeAdapter implements BinlogHandler, AutoCloseable {

    private static final int MAX_QUOTED_STATEMENT_LENGTH = 200;
    private static final String BEGIN = "BEGIN";
    private static final long MICROS_PER_MS = 1000;

    private final TableSelector selector;
    private final KnownDefinitions definitions;
    private final ChangeHandler handler;
    private final boolean deliversSchema;
    private final boolean deliversQuery;
    private final RowChanges changes;
    private final XaSpool spool;
    private final UnknownXa unknownXa;
    private final XaHold hold;
    private final XaReplay replay;

    private boolean isInTransaction;
    private boolean isBehindGtid;
    /** An ALTER TABLE of MariaDB that only begins, or that failed, and is logged all the same. */
    private boolean isWithoutEffect;
    private Xid replayed;
    private String commitFile;
    private long commitOffset;

    /**
     * @param selector       which tables, with which key
     * @param definitions    definitions, changed by the statements seen here
     * @param handler        receives changes and commits
     * @param deliversSchema whether definition statements are delivered
     * @param deliversQuery  whether the logged statement goes with its row changes
     * @param spool          borrowed; keeps the rows of XA transactions until they are decided
     * @param unknownXa      told when the rows of one that is committed are not there
     */
    public BinlogChangeAdapter(TableSelector selector, KnownDefinitions definitions, ChangeHandler handler,
        boolean deliversSchema, boolean deliversQuery, XaSpool spool, UnknownXa unknownXa) {
        this.selector = selector;
        this.definitions = definitions;
        this.handler = handler;
        this.deliversSchema = deliversSchema;
        this.deliversQuery = deliversQuery;
        this.spool = spool;
        this.unknownXa = unknownXa;
        changes = new RowChanges(selector, handler);
        hold = new XaHold(spool);
        replay = new XaReplay(selector, definitions, handler);
    }

    @Override
    public void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
        endTransaction();
        hold.onFormatDescription(event, body);
        handler.onLogFile(event.file(), event.header().timestampSeconds());
        handler.onServerVersion(body.serverVersion());
    }

    @Override
    public void onRotate(EventView event, RotateEventFlyweight body) {
        if (!event.header().isArtificial()) {
            handler.onAdvance(body.file(), BinlogPosition.InFile.FIRST_EVENT_OFFSET);
        }
    }

    /** The first event of a file after its description: nothing lies between it and the end of the file before. */
    @Override
    public void onPreviousGtids(EventView event, PreviousGtidsEventFlyweight body) {
        handler.onAdvance(event.file(), event.endPosition());
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        endTransaction();
        isBehindGtid = true;
        changes.begin(body.isAnonymous() ? null : body.gtid(), body.originalCommitTimestampMicros() / MICROS_PER_MS);
        handler.onTransaction(event.file(), event.startPosition(), event.header().timestampSeconds(),
            body.originalCommitTimestampMicros());
    }

    /** It stands for the BEGIN or XA START too, but where a statement follows that commits by itself. */
    @Override
    public void onMariaDbGtid(EventView event, MariaDbGtidEventFlyweight body) {
        endTransaction();
        isBehindGtid = true;
        isInTransaction = !body.isStandalone();
        isWithoutEffect = body.isAlterStart() || body.isAlterRollback();
        changes.begin(new MariaDbGtid(body.domainId(), event.header().serverId(), body.sequenceNumber()), 0);
        handler.onTransaction(event.file(), event.startPosition(), event.header().timestampSeconds(), 0);
        if (body.isXaPrepared()) {
            hold.begin(body.xid(), event.file(), changes.gtid());
        }
    }

    @Override
    public void onMariaDbGtidList(EventView event, MariaDbGtidListEventFlyweight body) {
        if (!event.header().isArtificial()) {
            handler.onAdvance(event.file(), event.endPosition());
        }
    }

    @Override
    public Demand onQuery(EventView event, QueryEventFlyweight body) {
        if (!isBehindGtid && !isInTransaction) {
            // MySQL 5.6 without GTIDs: a transaction begins with its BEGIN, or is this statement.
            handler.onTransaction(event.file(), event.startPosition(), event.header().timestampSeconds(), 0);
        }
        if (body.isSql(BEGIN)) {
            isInTransaction = true;
            return Demand.CONTINUE;
        }
        if (isWithoutEffect) {
            return commit(event);
        }
        String sql = body.sql();
        return switch (StatementKind.of(sql)) {
            case BEGIN -> {
                isInTransaction = true;
                yield Demand.CONTINUE;
            }
            case COMMIT -> commit(event);
            case INSIDE -> Demand.CONTINUE;
            case DATA -> throw statementLogged(event, shown(sql));
            case TRUNCATE -> commitBehind(deliverTruncate(event, body.schema(), sql), event);
            case DEFINITION -> commitBehind(applyDefinition(event, body, sql), event);
            case OTHER -> commitBehind(Demand.CONTINUE, event);
            case XA -> onXa(event, sql);
        };
    }

    /** LOAD DATA that was logged as a statement has events of its own. */
    @Override
    public void onExecuteLoadQuery(EventView event, ExecuteLoadQueryEventFlyweight body) {
        throw statementLogged(event, shown(body.query().sql()));
    }

    @Override
    public Demand onXaPrepare(EventView event, XaPrepareEventFlyweight body) {
        if (hold.isOpen()) {
            spool.prepare();
        }
        if (body.isOnePhase()) {
            return deliverHeld(event, body.xid());
        }
        handler.onHeld(spool.held());
        return commit(event);
    }

    private Demand onXa(EventView event, String sql) {
        XaStatement statement = XaStatement.parse(sql);
        if (statement == null) {
            throw new MySqlException(Recovery.STOP, "XA statement at " + event.file() + ':' + event.startPosition()
                + ": '" + excerpt(sql) + "' (expected: XA, a verb, and X'…',X'…',number)");
        }
        return switch (statement.verb()) {
            case START -> {
                isInTransaction = true;
                hold.begin(statement.xid(), event.file(), changes.gtid());
                yield Demand.CONTINUE;
            }
            case END, PREPARE -> Demand.CONTINUE;
            case COMMIT -> deliverHeld(event, statement.xid());
            case ROLLBACK -> {
                spool.end(statement.xid());
                handler.onHeld(spool.held());
                yield commit(event);
            }
        };
    }

    /** Hands on the rows of a transaction that is committed by this event. */
    private Demand deliverHeld(EventView event, Xid xid) {
        if (xid.equals(spool.openXid())) {
            spool.prepare();
        }
        if (!spool.isPrepared(xid)) {
            unknownXa.onCommit(xid, event.file(), event.startPosition());
            return commit(event);
        }
        replayed = xid;
        commitFile = event.file();
        commitOffset = event.endPosition();
        replay.begin(spool.read(xid), changes.timestampMs(event));
        return onResume();
    }

    @Override
    public Demand onEventEnd() {
        return handler.onBoundary();
    }

    @Override
    public Demand onResume() {
        if (handler.isFull()) {
            return Demand.PAUSE;
        }
        if (!replay.isActive()) {
            return Demand.CONTINUE;
        }
        if (replay.run() == Demand.PAUSE) {
            return Demand.PAUSE;
        }
        spool.end(replayed);
        handler.onHeld(spool.held());
        commit(commitFile, commitOffset);
        return Demand.CONTINUE;
    }

    @Override
    public void onXid(EventView event, XidEventFlyweight body) {
        commit(event);
    }

    @Override
    public void onRowsQuery(EventView event, RowsQueryEventFlyweight body) {
        if (deliversQuery) {
            changes.onStatement(body.sql());
        }
    }

    @Override
    public boolean onTableMap(EventView event, TableDescriptor table) {
        boolean isCaptured = changes.isCaptured(table);
        if (hold.isOpen()) {
            hold.onTableMap(event, isCaptured);
        }
        return isCaptured;
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        if (hold.isOpen()) {
            hold.onRow(event, row, changes.statement());
            return Demand.CONTINUE;
        }
        return changes.onRow(event, row);
    }

    @Override
    public void onRowsSkipped(EventView event, int rowCount) {
        if (hold.isOpen()) {
            hold.onSkipped(rowCount);
        } else {
            changes.onSkipped(rowCount);
        }
    }

    @Override
    public void onHeartbeat(EventView event) {
        if (!isInTransaction && !isBehindGtid) {
            handler.onAdvance(event.file(), event.endPosition());
        }
    }

    private Demand deliverTruncate(EventView event, String schema, String sql) {
        TableName name = DefinitionStatement.tableTruncatedBy(sql, schema);
        handler.onDefinition(name);
        if (!selector.includes(name)) {
            return Demand.CONTINUE;
        }
        TableDescriptor recorded = definitions.recorded(name.database(), name.table());
        TableDescriptor table = recorded != null
            ? recorded : TableDescriptor.of(name.database(), name.table(), List.of());
        return changes.deliver(event, ChangeKind.TRUNCATE, table, sql);
    }

    private Demand applyDefinition(EventView event, QueryEventFlyweight body, String sql) {
        String schema = body.schema();
        NamedTables named = DefinitionStatement.read(sql, schema);
        named.tables().forEach(handler::onDefinition);
        definitions.follow(body, sql, named, '\'' + excerpt(sql) + "' at " + event.file() + ':' + event.startPosition(),
            event.file(), event.endPosition(), changes.gtid());
        changes.forgetDefinitions();
        boolean isDelivered = deliversSchema && named.tables().stream().anyMatch(selector::includes);
        return isDelivered
            ? changes.deliver(event, ChangeKind.SCHEMA, TableDescriptor.of(schema, "", List.of()), sql)
            : Demand.CONTINUE;
    }

    /** Outside of a transaction a statement commits by itself. */
    private Demand commitBehind(Demand demand, EventView event) {
        if (!isInTransaction) {
            commit(event);
        }
        return demand;
    }

    private Demand commit(EventView event) {
        if (spool.isOpen()) {
            throw new MySqlException(Recovery.STOP, "XA transaction " + spool.openXid() + ": ended at " + event.file()
                + ':' + event.startPosition() + " by " + event.header().type() + " (expected: XA_PREPARE)");
        }
        commit(event.file(), event.endPosition());
        return Demand.CONTINUE;
    }

    private void commit(String file, long offset) {
        handler.onCommit(file, offset, changes.gtid());
        endTransaction();
    }

    private void endTransaction() {
        isInTransaction = false;
        isBehindGtid = false;
        isWithoutEffect = false;
        changes.end();
        spool.discard();
    }

    /** Frees what a replay holds. Nothing is handed on any more. */
    @Override
    public void close() {
        replay.close();
    }

    /** A statement about data contains values. */
    private String shown(String sql) {
        return selector.hidesValues() ? "a statement that is not shown, since tables.columns hides values"
            : '\'' + excerpt(sql) + '\'';
    }

    private static MySqlException statementLogged(EventView event, String sql) {
        return new MySqlException(Recovery.STOP, "binlog_format: a data change was logged as a statement at "
            + event.file() + ':' + event.startPosition() + ", its rows are not in the binary log: " + sql
            + " (expected: binlog_format=ROW in every session). Set it with SET GLOBAL binlog_format = ROW, end the"
            + " sessions that changed it, and take a new snapshot: passkit-cdc position reset");
    }

    static String excerpt(String sql) {
        return sql.length() <= MAX_QUOTED_STATEMENT_LENGTH
            ? sql : sql.substring(0, MAX_QUOTED_STATEMENT_LENGTH) + "…";
    }
}
