package com.passkit.cdc.snapshot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.PreparedStatement;
import com.passkit.cdc.protocol.client.ResultHandler;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.client.ResultStream;
import com.passkit.cdc.protocol.client.ServerInfo;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** A session without a server: answers statements by how they begin, at once, and keeps what it was asked. */
final class ScriptedConnection implements MySqlConnection {

    private final ServerInfo server;
    private final Map<String, List<List<String>>> answers = new HashMap<>();
    private final Map<String, RuntimeException> refusals = new HashMap<>();
    private final Map<String, Integer> rowCounts = new HashMap<>();
    private final List<String> statements = new ArrayList<>();

    ScriptedConnection(ServerInfo server) {
        this.server = server;
    }

    /** @param rows values of the result of statements that begin like this */
    ScriptedConnection answer(String prefix, List<List<String>> rows) {
        answers.put(prefix, rows);
        return this;
    }

    ScriptedConnection refuse(String prefix, RuntimeException error) {
        refusals.put(prefix, error);
        return this;
    }

    /** @param rowCount rows that a prepared statement delivers; values are their ordinals */
    ScriptedConnection rows(String prefix, int rowCount) {
        rowCounts.put(prefix, rowCount);
        return this;
    }

    List<String> statements() {
        return statements;
    }

    @Override
    public ServerInfo server() {
        return server;
    }

    @Override
    public Executor eventLoop() {
        return Runnable::run;
    }

    @Override
    public CompletableFuture<Void> execute(String sql) {
        return fetch(sql).thenAccept(rows -> { });
    }

    @Override
    public CompletableFuture<List<ResultRow>> fetch(String sql) {
        statements.add(sql);
        RuntimeException refusal = longestMatch(refusals, sql);
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        List<List<String>> rows = longestMatch(answers, sql);
        return CompletableFuture.completedFuture(rows == null ? List.of()
            : rows.stream().map(values -> new ResultRow(List.of(), values)).toList());
    }

    @Override
    public ResultStream query(String sql, ResultHandler handler) {
        throw new UnsupportedOperationException(sql);
    }

    @Override
    public ResultStream queryPrepared(String sql, TableDescriptor layout, ResultHandler handler, Object... parameters) {
        statements.add(sql);
        Integer rowCount = longestMatch(rowCounts, sql);
        RowStream stream = new RowStream(layout, handler, rowCount == null ? 0 : rowCount,
            longestMatch(refusals, sql));
        stream.resume();
        return stream;
    }

    @Override
    public CompletableFuture<PreparedStatement> prepare(String sql) {
        throw new AssertionError("nothing under test calls this");
    }

    @Override
    public CompletableFuture<Void> ping() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public BinlogStream dump(BinlogDumpConfig config, BinlogHandler handler) {
        throw new AssertionError("nothing under test calls this");
    }

    @Override
    public CompletableFuture<Void> closed() {
        return new CompletableFuture<>();
    }

    @Override
    public void close() {
    }

    private static <T> T longestMatch(Map<String, T> map, String sql) {
        String best = null;
        for (String prefix : map.keySet()) {
            if (sql.startsWith(prefix) && (best == null || prefix.length() > best.length())) {
                best = prefix;
            }
        }
        return best == null ? null : map.get(best);
    }

    /** Delivers rows until told to pause, then the end. */
    private static final class RowStream implements ResultStream {

        private final Deque<Long> pending = new ArrayDeque<>();
        private final TableDescriptor layout;
        private final ResultHandler handler;
        private final RuntimeException refusal;
        private final CompletableFuture<Long> completion = new CompletableFuture<>();
        private final long rowCount;
        private boolean isHeld;

        RowStream(TableDescriptor layout, ResultHandler handler, int rowCount, RuntimeException refusal) {
            this.layout = layout;
            this.handler = handler;
            this.rowCount = rowCount;
            this.refusal = refusal;
            for (long i = 0; i < rowCount; i++) {
                pending.add(i);
            }
        }

        @Override
        public void pause() {
            isHeld = true;
        }

        @Override
        public void resume() {
            isHeld = false;
            Demand demand = Demand.CONTINUE;
            while (demand == Demand.CONTINUE && !isHeld && !pending.isEmpty()) {
                long value = pending.poll();
                demand = handler.onRow(new OrdinalRow(layout, visitor -> visitor.onSigned(0, value)));
            }
            if (demand == Demand.CONTINUE && !isHeld) {
                if (refusal == null) {
                    completion.complete(rowCount);
                } else {
                    completion.completeExceptionally(refusal);
                }
            }
        }

        @Override
        public CompletableFuture<Long> completion() {
            return completion;
        }
    }

    private record OrdinalRow(TableDescriptor table, Consumer<ColumnVisitor> value) implements RowView {

        static final int LENGTH = 6;

        @Override
        public int length() {
            return LENGTH;
        }

        @Override
        public boolean isPresent(int column) {
            return true;
        }

        @Override
        public boolean isNull(int column) {
            return false;
        }

        @Override
        public void forEach(ColumnVisitor visitor) {
            value.accept(visitor);
        }

        @Override
        public void visit(int column, ColumnVisitor visitor) {
            value.accept(visitor);
        }
    }
}
