package com.passkit.cdc.protocol.binlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

/**
 * A Zstandard file, which is any number of frames one behind the other; skippable ones are passed over, checksums are
 * verified where frames have them. A frame may ask for a window of up to 128 MiB, as the zstd command allows.
 * Threading: one thread at a time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8878">RFC 8878</a>
 */
final class ZstdChannel extends PackedChannel {

    private static final String STRUCTURE = "ZstdFrame";

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private boolean isFrameDone;
    private boolean mayHoldMore;

    ZstdChannel(ReadableByteChannel channel, ByteBuffer head, String name) {
        super(channel, head, STRUCTURE, name);
    }

    /** @param target direct */
    @Override
    public int read(ByteBuffer target) throws IOException {
        while (true) {
            if (!mayHoldMore && !packed.hasRemaining() && !refill()) {
                if (isFrameDone) {
                    return -1;
                }
                throw truncated("the rest of a frame");
            }
            int produced = unpack(target);
            if (produced > 0) {
                return produced;
            }
        }
    }

    private int unpack(ByteBuffer target) {
        ByteBuffer unpacked = target.slice();
        int packedBefore = packed.position();
        boolean isDone;
        try {
            isDone = zstd.decompressDirectByteBufferStream(unpacked, packed);
        } catch (ZstdException e) {
            throw malformed("block", e.getMessage(), "Zstandard frames");
        }
        int produced = unpacked.position();
        boolean isMoved = produced > 0 || packed.position() > packedBefore;
        if (isMoved) {
            isFrameDone = isDone;
        } else if (packed.hasRemaining()) {
            throw malformed("block", "no progress", "Zstandard frames");
        }
        mayHoldMore = !unpacked.hasRemaining();
        target.position(target.position() + produced);
        return produced;
    }

    @Override
    void end() {
        zstd.close();
    }
}
