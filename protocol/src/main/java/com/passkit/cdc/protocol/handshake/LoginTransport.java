package com.passkit.cdc.protocol.handshake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What a {@link LoginExchange} needs of its channel. Threading: the channel's event loop only. */
public interface LoginTransport {

    ByteBufAllocator allocator();

    /** Sends a packet. Memory: transferred. */
    void send(ByteBuf payload);

    /** Begins TLS; {@link LoginExchange#onTlsReady()} follows. */
    void startTls();

    /** @return whether bytes have arrived behind the packet at hand */
    boolean hasBytesWaiting();

    /** @return host and port, for errors */
    String source();
}
