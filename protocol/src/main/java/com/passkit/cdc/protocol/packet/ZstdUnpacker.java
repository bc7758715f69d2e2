package com.passkit.cdc.protocol.packet;

import java.nio.ByteBuffer;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.netty.buffer.ByteBuf;

/** One Zstandard frame (RFC 8878) in each payload. Threading: the channel's event loop only. */
final class ZstdUnpacker implements PayloadUnpacker {

    private static final String STRUCTURE = "CompressedPacket";
    /** A payload is shorter than 16 MiB, so no window needs to be longer; one that claims to be is refused. */
    private static final int MAX_WINDOW_LOG = 24;

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();

    @Override
    public void begin() {
        zstd.reset();
        zstd.setLongMax(MAX_WINDOW_LOG);
    }

    @Override
    public boolean unpack(ByteBuf from, int inputLength, ByteBuf to, int length) {
        ByteBuffer input = from.nioBuffer(from.readerIndex(), inputLength);
        ByteBuffer output = to.nioBuffer(to.writerIndex(), length);
        boolean isComplete;
        try {
            isComplete = zstd.decompressByteBufferStream(output, input);
        } catch (ZstdException e) {
            throw MalformedPacketException.inTransit(STRUCTURE, "payload", e.getMessage(), "a Zstandard frame");
        }
        int consumed = inputLength - input.remaining();
        int produced = length - output.remaining();
        if (inputLength > 0 && consumed == 0 && produced == 0 && !isComplete) {
            throw MalformedPacketException.inTransit(STRUCTURE, "payload", "no progress", "a Zstandard frame");
        }
        from.skipBytes(consumed);
        to.writerIndex(to.writerIndex() + produced);
        return isComplete;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
