package com.passkit.cdc.protocol.packet;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/** The zlib format (RFC 1950), its checksum verified. Threading: the channel's event loop only. */
final class ZlibUnpacker implements PayloadUnpacker {

    private static final String STRUCTURE = "CompressedPacket";

    private final Inflater inflater = new Inflater();

    @Override
    public void begin() {
        inflater.reset();
    }

    @Override
    public boolean unpack(ByteBuf from, int inputLength, ByteBuf to, int length) {
        ByteBuffer input = from.internalNioBuffer(from.readerIndex(), inputLength);
        ByteBuffer output = to.internalNioBuffer(to.writerIndex(), length);
        int inputStart = input.position();
        int produced;
        try {
            inflater.setInput(input);
            produced = inflater.inflate(output);
        } catch (DataFormatException e) {
            throw MalformedPacketException.inTransit(STRUCTURE, "payload", String.valueOf(e.getMessage()), "zlib data");
        }
        int consumed = input.position() - inputStart;
        boolean isStuck = inputLength > 0 && consumed == 0 && produced == 0 && !inflater.finished();
        if (inflater.needsDictionary() || isStuck) {
            throw MalformedPacketException.inTransit(STRUCTURE, "payload", "no progress", "zlib data");
        }
        from.skipBytes(consumed);
        to.writerIndex(to.writerIndex() + produced);
        return inflater.finished();
    }

    @Override
    public void close() {
        inflater.end();
    }
}
