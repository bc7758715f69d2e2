package com.passkit.cdc.protocol.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * One session. Commands are sent one after the other; a second one waits for the first to end.
 * Threading: any thread; callbacks run on the connection's event loop, where nothing may block.
 */
public interface MySqlConnection extends AutoCloseable {

    ServerInfo server();

    /** @return runs tasks on the thread of this connection's callbacks; the same object for all connections of it */
    Executor eventLoop();

    /** Runs a statement that returns no rows. */
    CompletableFuture<Void> execute(String sql);

    /** Runs a statement by the text protocol and keeps the whole result; for small ones. */
    CompletableFuture<List<ResultRow>> fetch(String sql);

    /** Streams a result by the text protocol. */
    ResultStream query(String sql, ResultHandler handler);

    /**
     * Prepares, executes and closes a statement, and streams its result by the binary protocol, in which nothing is
     * rounded.
     *
     * @param layout what the columns are, where the caller knows better than the result set's metadata (ENUM, SET,
     *               JSON,
     *               BIT); null to derive it from them. Its column count must be that of the result
     * @param parameters bound in order, as {@link PreparedStatement} tells
     */
    ResultStream queryPrepared(String sql, TableDescriptor layout, ResultHandler handler, Object... parameters);

    /**
     * As the other one, with columns as the result set describes them.
     *
     * @param sql        a statement with a question mark for each parameter
     * @param handler    receives the rows
     * @param parameters bound in order, as {@link PreparedStatement} tells
     * @return the running query
     */
    default ResultStream queryPrepared(String sql, ResultHandler handler, Object... parameters) {
        return queryPrepared(sql, (TableDescriptor) null, handler, parameters);
    }

    /**
     * Prepares a statement that is to be executed more than once.
     *
     * @param sql a statement with a question mark for each parameter
     * @return the statement, or the server's error; to be closed when it is of no use any more
     */
    CompletableFuture<PreparedStatement> prepare(String sql);

    /** Checks that the session is alive. */
    CompletableFuture<Void> ping();

    /** Makes this session a binlog dump; no other command may follow. */
    BinlogStream dump(BinlogDumpConfig config, BinlogHandler handler);

    /** @return completes when the channel is closed, whoever closed it */
    CompletableFuture<Void> closed();

    /** Says goodbye and closes; returns at once. */
    @Override
    void close();
}
