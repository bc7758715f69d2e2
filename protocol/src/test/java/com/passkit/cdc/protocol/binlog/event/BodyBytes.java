package com.passkit.cdc.protocol.binlog.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;

import com.passkit.cdc.protocol.error.MySqlException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Bodies of events for tests. */
final class BodyBytes {

    private BodyBytes() {
    }

    /** @param hex blanks are for the reader */
    static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    }

    static ByteBuf written(Consumer<ByteBuf> writer) {
        ByteBuf out = Unpooled.buffer();
        writer.accept(out);
        return out;
    }

    /** A body cut anywhere is either still a body or refused in words, never read beyond its end. */
    static void requireSafeWhenCut(ByteBuf body, Consumer<ByteBuf> reader) {
        for (int length = 0; length < body.readableBytes(); length++) {
            ByteBuf head = Unpooled.copiedBuffer(body.slice(0, length));
            try {
                reader.accept(head);
            } catch (MySqlException e) {
                assertThat(e).hasMessageContaining("expected");
            }
        }
    }
}
