package com.passkit.cdc.runtime.publish;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Packs request bodies: the same bytes for the same input. Threading: one thread at a time. */
interface BodyEncoder extends AutoCloseable {

    static BodyEncoder of(BodyCompression compression, ByteBufAllocator allocator) {
        return switch (compression) {
            case NONE -> ByteBuf::retainedDuplicate;
            case GZIP -> new GzipEncoder(allocator);
            case ZSTD -> new ZstdEncoder(allocator);
        };
    }

    /**
     * @param plain borrowed until this method returns
     * @return transferred
     */
    ByteBuf encode(ByteBuf plain);

    @Override
    default void close() {
    }
}
