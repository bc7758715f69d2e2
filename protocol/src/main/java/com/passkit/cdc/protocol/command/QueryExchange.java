package com.passkit.cdc.protocol.command;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/** A query by the text protocol. */
public final class QueryExchange implements Exchange {

    private final String sql;
    private final RowHandler handler;
    private final CompletableFuture<Long> completion = new CompletableFuture<>();

    private ResultSetDecoder decoder;

    public QueryExchange(String sql, RowHandler handler) {
        this.sql = sql;
        this.handler = handler;
    }

    /** @return the number of rows */
    public CompletableFuture<Long> completion() {
        return completion;
    }

    @Override
    public void begin(CommandSession session) {
        decoder = new ResultSetDecoder(session, false, null, handler);
        session.send(CommandEncoder.query(session.allocator(), sql));
    }

    @Override
    public Demand onPacket(ByteBuf bytes, int index, int length) {
        return decoder.onPacket(bytes, index, length);
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
