package com.passkit.cdc.benchmarks.workload;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

import io.netty.buffer.ByteBuf;

/** Words, most of them ASCII, one in sixteen not, now and then one to escape. Threading: any thread, no state. */
final class TextSource implements ValueSource {

    private static final byte[][] WORDS = words("loyalty", "points", "member", "card", "gold", "silver", "welcome",
        "to", "the", "club", "Ann", "Berlin", "Zürich", "naïve", "東京", "\"quoted\"", "voucher", "of", "ten", "percent",
        "pass", "wallet", "renewed", "until", "spring", "café", "store", "number", "seven", "by", "mail", "again");

    private final int prefixLength;
    private final int minWords;
    private final int maxWords;

    TextSource(int prefixLength, int minWords, int maxWords) {
        this.prefixLength = prefixLength;
        this.minWords = minWords;
        this.maxWords = maxWords;
    }

    private static byte[][] words(String... words) {
        byte[][] encoded = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            encoded[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        return encoded;
    }

    static byte[] word(SplittableRandom random) {
        return WORDS[random.nextInt(WORDS.length)];
    }

    @Override
    public void write(SplittableRandom random, ByteBuf out) {
        int prefixIndex = out.writerIndex();
        out.writeZero(prefixLength);
        int count = random.nextInt(minWords, maxWords + 1);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.writeByte(' ');
            }
            out.writeBytes(word(random));
        }
        int length = out.writerIndex() - prefixIndex - prefixLength;
        if (prefixLength == Byte.BYTES) {
            out.setByte(prefixIndex, length);
        } else {
            out.setShortLE(prefixIndex, length);
        }
    }
}
