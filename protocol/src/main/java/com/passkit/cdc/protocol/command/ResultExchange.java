package com.passkit.cdc.protocol.command;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A request that is answered by rows or by a count: a query by the text protocol, or a prepared statement executed
 * once.
 * Threading: the channel's event loop only.
 */
public final class ResultExchange implements Exchange {

    private final Function<ByteBufAllocator, ByteBuf> request;
    private final boolean isBinary;
    private final RowHandler handler;
    private final CompletableFuture<Long> completion = new CompletableFuture<>();

    private ResultSetDecoder decoder;

    private ResultExchange(Function<ByteBufAllocator, ByteBuf> request, boolean isBinary, RowHandler handler) {
        this.request = request;
        this.isBinary = isBinary;
        this.handler = handler;
    }

    /** @return a query by the text protocol */
    public static ResultExchange query(String sql, RowHandler handler) {
        return new ResultExchange(allocator -> CommandEncoder.query(allocator, sql), false, handler);
    }

    /**
     * @param parameters as {@link StatementExecuteEncoder} binds them
     * @return the execution of a prepared statement
     * @throws IllegalArgumentException when one of them cannot be bound, or their number is not that of the statement
     */
    public static ResultExchange execute(PreparedAnswer statement, RowHandler handler, Object... parameters) {
        StatementExecuteEncoder.requireBindable(parameters);
        IllegalArgumentException mismatch = statement.mismatch(parameters.length);
        if (mismatch != null) {
            throw mismatch;
        }
        Object[] bound = parameters.clone();
        return new ResultExchange(allocator ->
            StatementExecuteEncoder.encode(allocator, statement.statementId(), bound), true, handler);
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
        decoder = new ResultSetDecoder(session, isBinary, null, handler);
        session.send(request.apply(session.allocator()));
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
