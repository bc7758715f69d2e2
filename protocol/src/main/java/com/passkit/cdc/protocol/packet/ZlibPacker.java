package com.passkit.cdc.protocol.packet;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/** The zlib format (RFC 1950). Threading: the channel's event loop only. */
final class ZlibPacker implements PayloadPacker {

    private static final int BLOCK_LENGTH = 8 * 1024;

    private final Deflater deflater = new Deflater();
    private final byte[] block = new byte[BLOCK_LENGTH];

    @Override
    public byte[] pack(byte[] payload) {
        deflater.reset();
        deflater.setInput(payload);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        while (!deflater.finished()) {
            packed.write(block, 0, deflater.deflate(block));
        }
        return packed.toByteArray();
    }

    @Override
    public void close() {
        deflater.end();
    }
}
