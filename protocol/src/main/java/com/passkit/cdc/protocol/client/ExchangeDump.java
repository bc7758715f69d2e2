package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;

/** A dump under way, as its caller sees it. */
record ExchangeDump(ChannelConnection connection, DumpExchange exchange) implements BinlogStream {

    @Override
    public void resume() {
        connection.resume(exchange);
    }

    @Override
    public void wake() {
        connection.wake(exchange);
    }

    @Override
    public long lastReadNs() {
        return connection.lastReadNs();
    }

    @Override
    public CompletableFuture<Void> completion() {
        return exchange.completion();
    }

    @Override
    public void acknowledge(String file, long offset) {
        connection.acknowledge(exchange, file, offset);
    }

    @Override
    public void close() {
        connection.endDump(exchange);
    }
}
