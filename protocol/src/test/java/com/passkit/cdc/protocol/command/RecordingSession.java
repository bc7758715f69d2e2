package com.passkit.cdc.protocol.command;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Keeps what an exchange sends. */
final class RecordingSession implements CommandSession {

    final List<String> sent = new ArrayList<>();
    boolean isEofDeprecated;

    @Override
    public ByteBufAllocator allocator() {
        return UnpooledByteBufAllocator.DEFAULT;
    }

    @Override
    public void send(ByteBuf payload) {
        sent.add(ByteBufUtil.hexDump(payload));
        payload.release();
    }

    @Override
    public boolean isEofDeprecated() {
        return isEofDeprecated;
    }

    @Override
    public String source() {
        return "test:1";
    }
}
