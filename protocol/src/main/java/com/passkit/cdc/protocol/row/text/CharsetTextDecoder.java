package com.passkit.cdc.protocol.row.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

import io.netty.buffer.ByteBuf;

/** A character set that the JDK decodes as the server does, through buffers of its own. Threading: one thread. */
final class CharsetTextDecoder implements TextDecoder {

    private static final int CHUNK_LENGTH = 1024;

    private final CharsetDecoder decoder;
    private final byte[] chunk = new byte[CHUNK_LENGTH];
    private final ByteBuffer in = ByteBuffer.wrap(chunk);
    private final CharBuffer characters = CharBuffer.allocate(CHUNK_LENGTH);

    CharsetTextDecoder(String javaName) {
        decoder = Charset.forName(javaName).newDecoder();
    }

    @Override
    public int write(ByteBuf bytes, int index, int length, ByteBuf out, boolean escaped) {
        int end = index + length;
        int at = index;
        int replacedCount = 0;
        decoder.reset();
        in.clear();
        characters.clear();
        do {
            int count = Math.min(in.remaining(), end - at);
            bytes.getBytes(at, chunk, in.position(), count);
            in.position(in.position() + count).flip();
            at += count;
            replacedCount += decodeChunk(at == end, out, escaped);
            in.compact();
        } while (at < end);
        return replacedCount;
    }

    private int decodeChunk(boolean last, ByteBuf out, boolean escaped) {
        int replacedCount = 0;
        while (true) {
            CoderResult result = decoder.decode(in, characters, last);
            replacedCount += drain(out, escaped);
            if (result.isUnderflow()) {
                return replacedCount;
            }
            if (result.isError()) {
                in.position(in.position() + result.length());
                CodePoint.write(CodePoint.REPLACEMENT, out, escaped);
                replacedCount++;
            }
        }
    }

    /** @return surrogates without their other half, which UTF-32 lets through; each is replaced */
    private int drain(ByteBuf out, boolean escaped) {
        int replacedCount = 0;
        characters.flip();
        for (int i = 0; i < characters.limit(); i++) {
            char c = characters.get(i);
            if (i + 1 < characters.limit() && Character.isSurrogatePair(c, characters.get(i + 1))) {
                CodePoint.write(Character.toCodePoint(c, characters.get(++i)), out, escaped);
            } else if (Character.isSurrogate(c)) {
                CodePoint.write(CodePoint.REPLACEMENT, out, escaped);
                replacedCount++;
            } else {
                CodePoint.write(c, out, escaped);
            }
        }
        characters.clear();
        return replacedCount;
    }
}
