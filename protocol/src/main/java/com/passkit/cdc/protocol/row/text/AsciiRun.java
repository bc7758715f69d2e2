package com.passkit.cdc.protocol.row.text;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/** Copies what is the same in every character set that contains ASCII. */
final class AsciiRun {

    private static final ByteProcessor PLAIN = b -> b >= ' ' && b != '"' && b != '\\';
    private static final ByteProcessor ASCII = b -> b >= 0;

    private AsciiRun() {
    }

    /** @return index of the first byte that is not copied, or {@code end} */
    static int copy(ByteBuf bytes, int index, int end, ByteBuf out, boolean escaped) {
        int stop = end(bytes, index, end, escaped);
        out.writeBytes(bytes, index, stop - index);
        return stop;
    }

    /** @return index of the first byte from {@code index} on that is not ASCII or needs an escape, or {@code end} */
    static int end(ByteBuf bytes, int index, int end, boolean escaped) {
        int stop = bytes.forEachByte(index, end - index, escaped ? PLAIN : ASCII);
        return stop < 0 ? end : stop;
    }
}
