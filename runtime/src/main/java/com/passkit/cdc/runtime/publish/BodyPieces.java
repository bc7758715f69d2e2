package com.passkit.cdc.runtime.publish;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;

/**
 * A body in pieces, so that each that went out shows that the endpoint is reading. Memory: borrows the body until the
 * request ends; each piece is retained, and released by who writes it.
 */
final class BodyPieces {

    private static final int PIECE_LENGTH = 64 << 10;

    private BodyPieces() {
    }

    static Flux<ByteBuf> of(ByteBuf body) {
        return Flux.generate(body::readerIndex, (index, sink) -> {
            int length = Math.min(PIECE_LENGTH, body.writerIndex() - index);
            if (length > 0) {
                sink.next(body.retainedSlice(index, length));
            } else {
                sink.complete();
            }
            return index + length;
        });
    }
}
