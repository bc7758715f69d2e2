package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.DeleteFileEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.ExecuteLoadQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.IntvarEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.LoadBlockEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RandEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.UserVarEventFlyweight;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/**
 * Statements, and what they need to give the same result again.
 * Memory: borrowed until the method returns. Threading: one thread at a time.
 */
final class StatementEvents {

    private static final String BEGIN = "BEGIN";
    private static final String COMMIT = "COMMIT";

    private final BinlogHandler handler;
    private final EventCursor event;
    private final RowsDecoder rows;
    private final TransactionEnd transactionEnd;

    private final QueryEventFlyweight query = new QueryEventFlyweight();
    private final RowsQueryEventFlyweight rowsQuery = new RowsQueryEventFlyweight();
    private final IntvarEventFlyweight intvar = new IntvarEventFlyweight();
    private final RandEventFlyweight rand = new RandEventFlyweight();
    private final UserVarEventFlyweight userVar = new UserVarEventFlyweight();
    private final LoadBlockEventFlyweight loadBlock = new LoadBlockEventFlyweight();
    private final ExecuteLoadQueryEventFlyweight loadQuery = new ExecuteLoadQueryEventFlyweight();
    private final DeleteFileEventFlyweight deleteFile = new DeleteFileEventFlyweight();

    StatementEvents(BinlogHandler handler, EventCursor event, RowsDecoder rows, TransactionEnd transactionEnd) {
        this.handler = handler;
        this.event = event;
        this.rows = rows;
        this.transactionEnd = transactionEnd;
    }

    Demand onQuery(ByteBuf buffer, int index, int length) {
        query.wrap(buffer, index, length);
        transactionEnd.onQuery(query, event);
        Demand demand = handler.onQuery(event, query);
        if (!query.isSql(BEGIN) && !query.isSql(COMMIT)) {
            // It may have changed a definition in a way that the table map does not show: a renamed column.
            rows.forgetDefinitions();
        }
        return demand;
    }

    void dispatch(ByteBuf buffer, int index, int length, EventType type) {
        switch (type) {
            case ROWS_QUERY, MARIADB_ANNOTATE_ROWS ->
                handler.onRowsQuery(event, rowsQuery.wrap(buffer, index, length, type));
            case INTVAR -> handler.onIntvar(event, intvar.wrap(buffer, index, length));
            case RAND -> handler.onRand(event, rand.wrap(buffer, index, length));
            case USER_VAR -> handler.onUserVar(event, userVar.wrap(buffer, index, length));
            case BEGIN_LOAD_QUERY -> handler.onBeginLoadQuery(event, loadBlock.wrap(buffer, index, length));
            case APPEND_BLOCK -> handler.onAppendBlock(event, loadBlock.wrap(buffer, index, length));
            case EXECUTE_LOAD_QUERY -> handler.onExecuteLoadQuery(event, loadQuery.wrap(buffer, index, length));
            case DELETE_FILE -> handler.onDeleteFile(event, deleteFile.wrap(buffer, index, length));
            default -> throw new AssertionError(type);
        }
    }
}
