package com.passkit.cdc.runtime.change;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Turns binlog events into changes and commits: follows transactions, numbers their row changes before any filter,
 * and leaves
 * out what is not captured.
 * <p>
 * Threading: source event loop only, or the caller's thread for a file.
 */
public final class BinlogChangeAdapter implements BinlogHandler {

    private static final Logger LOG = LoggerFactory.getLogger(BinlogChangeAdapter.class);

    private static final int MAX_QUOTED_STATEMENT_LENGTH = 200;
    private static final String BEGIN = "BEGIN";
    private static final long MICROS_PER_MS = 1000;
    private static final long MS_PER_SECOND = 1000;

    private final TableSelector selector;
    private final KnownDefinitions definitions;
    private final ChangeHandler handler;
    private final Runnable onOutdated;
    private final boolean deliversSchema;
    private final boolean deliversQuery;
    private final SourceChange change = new SourceChange();

    private TableDescriptor selectedFor;
    private TableDescriptor selected;
    private TransactionId gtid;
    private long commitTimestampMs;
    private long ordinal;
    private boolean isInTransaction;
    private boolean isBehindGtid;
    /** An ALTER TABLE of MariaDB that only begins, or that failed, and is logged all the same. */
    private boolean isWithoutEffect;
    private String rowsQuery;
    private boolean hasWarnedOfXa;

    /**
     * @param selector       which tables, with which key
     * @param definitions    recorded definitions, marked outdated by the statements seen here
     * @param handler        receives changes and commits
     * @param onOutdated     told when a recorded definition was marked, to make the mark durable before the position
     *                       moves
     * @param deliversSchema whether definition statements are delivered
     * @param deliversQuery  whether the logged statement goes with its row changes
     */
    public BinlogChangeAdapter(TableSelector selector, KnownDefinitions definitions, ChangeHandler handler,
        Runnable onOutdated, boolean deliversSchema, boolean deliversQuery) {
        this.selector = selector;
        this.definitions = definitions;
        this.handler = handler;
        this.onOutdated = onOutdated;
        this.deliversSchema = deliversSchema;
        this.deliversQuery = deliversQuery;
    }

    @Override
    public void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
        endTransaction();
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
        gtid = body.isAnonymous() ? null : body.gtid();
        commitTimestampMs = body.originalCommitTimestampMicros() / MICROS_PER_MS;
    }

    @Override
    public void onMariaDbGtidList(EventView event, MariaDbGtidListEventFlyweight body) {
        if (!event.header().isArtificial()) {
            handler.onAdvance(event.file(), event.endPosition());
        }
    }

    /** It stands for the BEGIN too, but where a statement follows that commits by itself. */
    @Override
    public void onMariaDbGtid(EventView event, MariaDbGtidEventFlyweight body) {
        endTransaction();
        isBehindGtid = true;
        isInTransaction = !body.isStandalone();
        isWithoutEffect = body.isAlterStart() || body.isAlterRollback();
        gtid = new MariaDbGtid(body.domainId(), event.header().serverId(), body.sequenceNumber());
    }

    @Override
    public Demand onQuery(EventView event, QueryEventFlyweight body) {
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
            case DATA -> throw statementLogged(event, sql);
            case TRUNCATE -> commitBehind(deliverTruncate(event, body.schema(), sql), event);
            case DEFINITION -> commitBehind(applyDefinition(event, body.schema(), sql), event);
            case OTHER -> commitBehind(Demand.CONTINUE, event);
        };
    }

    /** LOAD DATA that was logged as a statement has events of its own. */
    @Override
    public void onExecuteLoadQuery(EventView event, ExecuteLoadQueryEventFlyweight body) {
        throw statementLogged(event, body.query().sql());
    }

    /** A prepared XA transaction ends its part of the log; its commit or rollback comes as a transaction of its own. */
    @Override
    public void onXaPrepare(EventView event, XaPrepareEventFlyweight body) {
        if (!hasWarnedOfXa) {
            hasWarnedOfXa = true;
            LOG.warn("XA transaction prepared at {}:{}: its rows are delivered now, whether it is committed or not",
                event.file(), event.startPosition());
        }
        commit(event);
    }

    @Override
    public void onXid(EventView event, XidEventFlyweight body) {
        commit(event);
    }

    @Override
    public void onRowsQuery(EventView event, RowsQueryEventFlyweight body) {
        if (deliversQuery) {
            rowsQuery = body.sql();
        }
    }

    @Override
    public boolean onTableMap(EventView event, TableDescriptor table) {
        return selected(table) != null;
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        switch (row.kind()) {
            case INSERT -> change.kind = ChangeKind.INSERT;
            case UPDATE -> change.kind = ChangeKind.UPDATE;
            case DELETE -> change.kind = ChangeKind.DELETE;
        }
        change.table = selected(row.table());
        change.before = row.before();
        change.after = row.after();
        change.rowIndex = row.rowIndex();
        change.statement = rowsQuery;
        setOrigin(event);
        return handler.onChange(change);
    }

    @Override
    public void onRowsSkipped(EventView event, int rowCount) {
        ordinal += rowCount;
    }

    @Override
    public void onHeartbeat(EventView event) {
        if (!isInTransaction && !isBehindGtid) {
            handler.onAdvance(event.file(), event.endPosition());
        }
    }

    private TableDescriptor selected(TableDescriptor table) {
        if (table != selectedFor) {
            selectedFor = table;
            selected = selector.select(table);
        }
        return selected;
    }

    private void setOrigin(EventView event) {
        change.timestampMs = commitTimestampMs != 0
            ? commitTimestampMs : event.header().timestampSeconds() * MS_PER_SECOND;
        change.serverId = event.header().serverId();
        change.gtid = gtid;
        change.ordinal = ordinal++;
        change.file = event.file();
        change.position = event.startPosition();
    }

    private Demand deliverTruncate(EventView event, String schema, String sql) {
        TableName name = DefinitionStatement.tableTruncatedBy(sql, schema);
        if (!selector.includes(name)) {
            return Demand.CONTINUE;
        }
        TableDescriptor recorded = definitions.recorded(name.database(), name.table());
        TableDescriptor table = recorded != null
            ? recorded : TableDescriptor.of(name.database(), name.table(), List.of());
        return deliverStatement(event, ChangeKind.TRUNCATE, table, sql);
    }

    private Demand applyDefinition(EventView event, String schema, String sql) {
        boolean isCaptured = false;
        boolean isOutdated = false;
        for (TableName name : DefinitionStatement.tablesChangedBy(sql, schema)) {
            if (selector.includes(name)) {
                isCaptured = true;
                isOutdated |= definitions.markOutdated(name.database(), name.table(),
                    '\'' + excerpt(sql) + "' at " + event.file() + ':' + event.startPosition());
            }
        }
        if (isOutdated) {
            onOutdated.run();
        }
        return isCaptured && deliversSchema
            ? deliverStatement(event, ChangeKind.SCHEMA, TableDescriptor.of(schema, "", List.of()), sql)
            : Demand.CONTINUE;
    }

    private Demand deliverStatement(EventView event, ChangeKind kind, TableDescriptor table, String sql) {
        change.kind = kind;
        change.table = table;
        change.before = null;
        change.after = null;
        change.rowIndex = 0;
        change.statement = sql;
        setOrigin(event);
        return handler.onChange(change);
    }

    /** Outside of a transaction a statement commits by itself. */
    private Demand commitBehind(Demand demand, EventView event) {
        if (!isInTransaction) {
            commit(event);
        }
        return demand;
    }

    private Demand commit(EventView event) {
        handler.onCommit(event.file(), event.endPosition(), gtid);
        endTransaction();
        return Demand.CONTINUE;
    }

    private void endTransaction() {
        isInTransaction = false;
        isBehindGtid = false;
        isWithoutEffect = false;
        gtid = null;
        commitTimestampMs = 0;
        ordinal = 0;
        rowsQuery = null;
    }

    private static MySqlException statementLogged(EventView event, String sql) {
        return new MySqlException(Recovery.STOP, "binlog_format: a data change was logged as a statement at "
            + event.file() + ':' + event.startPosition() + ", its rows are not in the binary log: '" + excerpt(sql)
            + "' (expected: binlog_format=ROW in every session). Set it with SET GLOBAL binlog_format = ROW, end the"
            + " sessions that changed it, and take a new snapshot: passkit-cdc position reset");
    }

    private static String excerpt(String sql) {
        return sql.length() <= MAX_QUOTED_STATEMENT_LENGTH
            ? sql : sql.substring(0, MAX_QUOTED_STATEMENT_LENGTH) + "…";
    }
}
