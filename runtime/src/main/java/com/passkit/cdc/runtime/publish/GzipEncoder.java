package com.passkit.cdc.runtime.publish;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Compresses a request body. The fastest level: JSON of rows shrinks to a tenth at any level, and the network is
 * seldom slower than this. Threading: one thread at a time.
 */
final class GzipEncoder implements BodyEncoder {

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 4, (byte) 0xff};

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final ByteBufAllocator allocator;

    GzipEncoder(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public ByteBuf encode(ByteBuf plain) {
        ByteBuf out = PackedBody.allocate(allocator, plain.readableBytes());
        try {
            out.writeBytes(HEADER);
            CRC32 crc = new CRC32();
            deflater.reset();
            for (ByteBuffer part : plain.nioBuffers()) {
                crc.update(part.duplicate());
                deflater.setInput(part);
                while (!deflater.needsInput()) {
                    drain(out);
                }
            }
            deflater.finish();
            while (!deflater.finished()) {
                drain(out);
            }
            out.writeIntLE((int) crc.getValue()).writeIntLE(plain.readableBytes());
            return out;
        } catch (RuntimeException | Error e) {
            out.release();
            throw e;
        }
    }

    private void drain(ByteBuf out) {
        PackedBody.reserve(out);
        int written = deflater.deflate(out.nioBuffer(out.writerIndex(), out.writableBytes()));
        out.writerIndex(out.writerIndex() + written);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
