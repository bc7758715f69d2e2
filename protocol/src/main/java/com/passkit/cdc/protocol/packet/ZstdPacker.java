package com.passkit.cdc.protocol.packet;

import com.github.luben.zstd.ZstdCompressCtx;

/** One Zstandard frame (RFC 8878) for each payload. Threading: the channel's event loop only. */
final class ZstdPacker implements PayloadPacker {

    private final ZstdCompressCtx zstd = new ZstdCompressCtx();

    @Override
    public byte[] pack(byte[] payload) {
        return zstd.compress(payload);
    }

    @Override
    public void close() {
        zstd.close();
    }
}
