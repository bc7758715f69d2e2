package com.passkit.cdc.protocol.row.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** A character set that the JDK decodes as the server does, through buffers of its own. Threading: one thread. */
final class CharsetTextDecoder implements TextDecoder {

    private static final int CHUNK_LENGTH = 1024;
    private static final String GB18030 = "GB18030";

    private final CharsetDecoder decoder;
    private final byte[] chunk = new byte[CHUNK_LENGTH];
    private final ByteBuffer in = ByteBuffer.wrap(chunk);
    private final CharBuffer characters = CharBuffer.allocate(CHUNK_LENGTH);

    /** What a character of the basic plane is instead; null where the JDK has every character as the server. */
    private final char[] corrections;

    CharsetTextDecoder(String javaName) {
        this(javaName, null);
    }

    private CharsetTextDecoder(String javaName, char[] corrections) {
        decoder = Charset.forName(javaName).newDecoder();
        this.corrections = corrections;
    }

    /** The edition that the JDK has depends on its release; the server's is that of 2005. */
    static CharsetTextDecoder gb18030() {
        return new CharsetTextDecoder(GB18030, Gb18030Corrections.TABLE);
    }

    private static final class Gb18030Corrections {

        static final char[] TABLE = new char[Character.MAX_VALUE + 1];

        static {
            for (int i = 0; i < TABLE.length; i++) {
                TABLE[i] = (char) i;
            }
            Charset charset = Charset.forName(GB18030);
            CharsetResource.forEachLine("gb18030-differences.txt", words -> {
                String decoded = new String(ByteBufUtil.decodeHexDump(words[0]), charset);
                TABLE[decoded.charAt(0)] = (char) Integer.parseInt(words[1], 16);
            });
        }
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
                CodePoint.write(corrections == null ? c : corrections[c], out, escaped);
            }
        }
        characters.clear();
        return replacedCount;
    }
}
