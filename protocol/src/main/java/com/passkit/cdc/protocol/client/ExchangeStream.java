package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.command.Exchange;

/** A query under way, as its caller sees it. */
record ExchangeStream(ChannelConnection connection, Exchange exchange, CompletableFuture<Long> completion)
    implements ResultStream {

    @Override
    public void pause() {
        connection.pause(exchange);
    }

    @Override
    public void resume() {
        connection.resume(exchange);
    }
}
