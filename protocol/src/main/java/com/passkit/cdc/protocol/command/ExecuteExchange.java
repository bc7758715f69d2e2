package com.passkit.cdc.protocol.command;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/** Executes a prepared statement once. Threading: the channel's event loop only. */
public final class ExecuteExchange implements Exchange {

    private final PreparedAnswer statement;
    private final RowHandler handler;
    private final Object[] parameters;
    private final CompletableFuture<Long> completion = new CompletableFuture<>();

    private ResultSetDecoder decoder;

    /**
     * @param parameters as {@link StatementExecuteEncoder} binds them
     * @throws IllegalArgumentException when one of them cannot be bound, or their number is not that of the statement
     */
    public ExecuteExchange(PreparedAnswer statement, RowHandler handler, Object... parameters) {
        StatementExecuteEncoder.requireBindable(parameters);
        IllegalArgumentException mismatch = statement.mismatch(parameters.length);
        if (mismatch != null) {
            throw mismatch;
        }
        this.statement = statement;
        this.handler = handler;
        this.parameters = parameters.clone();
    }

    /** @return the number of rows */
    public CompletableFuture<Long> completion() {
        return completion;
    }

    /** @return rows that were changed, known when it has completed */
    public long affectedCount() {
        return decoder.affectedCount();
    }

    /** @return first generated key, known when it has completed; 0 for none */
    public long lastInsertId() {
        return decoder.lastInsertId();
    }

    @Override
    public void begin(CommandSession session) {
        decoder = new ResultSetDecoder(session, true, null, handler);
        session.send(StatementExecuteEncoder.encode(session.allocator(), statement.statementId(), parameters));
    }

    @Override
    public Demand onPacket(ByteBuf bytes, int index, int length) {
        return decoder.onPacket(bytes, index, length);
    }

    @Override
    public int maxPacketLength() {
        return handler.maxRowLength();
    }

    @Override
    public boolean isEnded() {
        return decoder.isEnded();
    }

    @Override
    public void settle() {
        if (decoder.refusal() == null) {
            completion.complete(decoder.rowCount());
        } else {
            completion.completeExceptionally(decoder.refusal());
        }
    }

    @Override
    public void fail(Throwable cause) {
        completion.completeExceptionally(cause);
    }
}
