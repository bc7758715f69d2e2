package com.passkit.cdc.runtime.publish;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The buffer that a request body is compressed into. Threading: one thread at a time. */
final class PackedBody {

    private static final int EXPECTED_RATIO = 8;
    private static final int STEP = 32 << 10;

    private PackedBody() {
    }

    /** @return transferred; empty, for a body of that length */
    static ByteBuf allocate(ByteBufAllocator allocator, int plainLength) {
        return allocator.directBuffer(plainLength / EXPECTED_RATIO + STEP);
    }

    /** Makes room for the next piece. It grows in proportion, for each growth copies what is there. */
    static void reserve(ByteBuf packed) {
        if (packed.writableBytes() < STEP) {
            packed.ensureWritable(Math.max(STEP, packed.writerIndex() / 2));
        }
    }
}
