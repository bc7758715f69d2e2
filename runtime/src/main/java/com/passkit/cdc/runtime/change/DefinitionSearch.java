package com.passkit.cdc.runtime.change;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowlessHandler;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.schema.CommitPoint;
import com.passkit.cdc.runtime.schema.NamedTables;
import com.passkit.cdc.runtime.schema.ReadPosition;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Reads a part of the log for nothing but which tables are changed in it, and where last: what the server's catalogue
 * says at the end of that part holds for a table from there on only. Rows are passed over.
 * Threading: source event loop only, until the end is reached.
 */
public final class DefinitionSearch implements RowlessHandler, TableDefinitions {

    private final ReadPosition end;
    private final UnaryOperator<TableName> stored;
    private final Runnable onReached;
    private final Map<TableName, Touch> touches = new HashMap<>();
    private final Set<String> databases = new HashSet<>();

    private TransactionId gtid;
    private boolean isLast;
    private boolean hasReached;
    private boolean hasMinimal;

    /**
     * What happened to a table.
     *
     * @param cause first statement that changes it, and its position
     * @param last  the last one
     * @param lastCause last statement and its position
     */
    public record Touch(String cause, CommitPoint last, String lastCause) {
    }

    /**
     * @param end       where the part ends
     * @param stored    the name of a table as the server stores it
     * @param onReached run once when everything before the end was looked at
     */
    public DefinitionSearch(ReadPosition end, UnaryOperator<TableName> stored, Runnable onReached) {
        this.end = end;
        this.stored = stored;
        this.onReached = onReached;
    }

    /** @return the tables that were changed */
    public Map<TableName, Touch> touches() {
        return touches;
    }

    /** @return the databases that were made, dropped or given another default */
    public Set<String> databases() {
        return databases;
    }

    /** @return whether rows came without FULL metadata */
    public boolean hasMinimal() {
        return hasMinimal;
    }

    @Override
    public TableDescriptor find(String database, String table) {
        hasMinimal = true;
        return null;
    }

    @Override
    public void onEvent(EventView event) {
        if (hasReached) {
            return;
        }
        if (end.isReachedBy(event.file(), event.startPosition())) {
            reach();
        } else if (end.isReachedBy(event.file(), event.endPosition())) {
            isLast = true;
            if (event.header().type() != EventType.QUERY) {
                reach();
            }
        }
    }

    @Override
    public void onHeartbeat(EventView event) {
        if (end.isReachedBy(event.file(), event.endPosition())) {
            reach();
        }
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        gtid = body.isAnonymous() ? null : body.gtid();
    }

    @Override
    public void onMariaDbGtid(EventView event, MariaDbGtidEventFlyweight body) {
        gtid = new MariaDbGtid(body.domainId(), event.header().serverId(), body.sequenceNumber());
    }

    @Override
    public Demand onQuery(EventView event, QueryEventFlyweight body) {
        if (!hasReached) {
            String sql = body.sql();
            if (StatementKind.of(sql) == StatementKind.DEFINITION) {
                onDefinition(event, sql, body.schema());
            }
            if (isLast) {
                reach();
            }
        }
        return Demand.CONTINUE;
    }

    private void onDefinition(EventView event, String sql, String schema) {
        NamedTables named = DefinitionStatement.read(sql, schema);
        CommitPoint at = new CommitPoint(end.serverUuid(), event.file(), event.endPosition(), gtid);
        String cause = '\'' + BinlogChangeAdapter.excerpt(sql) + "' at " + event.file() + ':' + event.startPosition();
        named.tables().forEach(name -> touch(stored.apply(name), cause, at));
        if (named.indexed() != null) {
            touch(stored.apply(named.indexed()), cause, at);
        }
        String database = DefinitionStatement.databaseChangedBy(sql, schema);
        if (database != null) {
            databases.add(database);
        }
    }

    private void touch(TableName name, String cause, CommitPoint at) {
        touches.merge(name, new Touch(cause, at, cause), (first, last) ->
            new Touch(first.cause(), last.last(), last.cause()));
    }

    private void reach() {
        if (!hasReached) {
            hasReached = true;
            onReached.run();
        }
    }
}
