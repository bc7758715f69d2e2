package com.passkit.cdc.benchmarks.workload;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * JSON objects in MySQL's binary format: {@code {"vip":true,"city":"…","tags":["…","…"],"visits":n}}.
 * <pre>
 * SmallObject =&gt;
 *   Count   =&gt; uint16
 *   Length  =&gt; uint16                   from Count on
 *   Keys    =&gt; (offset uint16, length uint16)[Count]
 *   Values  =&gt; (type uint8, offset or inlined value uint16)[Count]
 *   Bytes   =&gt; keys, then values
 * </pre>
 * Threading: any thread, no state.
 */
final class JsonSource implements ValueSource {

    private static final int SMALL_OBJECT = 0x00;
    private static final int SMALL_ARRAY = 0x02;
    private static final int LITERAL = 0x04;
    private static final int INT16 = 0x05;
    private static final int STRING = 0x0c;
    private static final int LITERAL_TRUE = 1;
    private static final int LITERAL_FALSE = 2;
    private static final int KEY_ENTRY_LENGTH = 4;
    private static final int VALUE_ENTRY_LENGTH = 3;
    /** Shorter keys first, as the server sorts them. */
    private static final String[] KEYS = {"vip", "city", "tags", "visits"};

    @Override
    public void write(SplittableRandom random, ByteBuf out) {
        int lengthIndex = out.writerIndex();
        out.writeIntLE(0).writeByte(SMALL_OBJECT);
        int start = out.writerIndex();
        out.writeShortLE(KEYS.length).writeShortLE(0);
        int keyOffset = 4 + KEYS.length * (KEY_ENTRY_LENGTH + VALUE_ENTRY_LENGTH);
        for (String key : KEYS) {
            out.writeShortLE(keyOffset).writeShortLE(key.length());
            keyOffset += key.length();
        }
        ByteBuf city = string(random);
        ByteBuf tags = array(random);
        out.writeByte(LITERAL).writeShortLE(random.nextBoolean() ? LITERAL_TRUE : LITERAL_FALSE);
        out.writeByte(STRING).writeShortLE(keyOffset);
        out.writeByte(SMALL_ARRAY).writeShortLE(keyOffset + city.readableBytes());
        out.writeByte(INT16).writeShortLE(random.nextInt(1000));
        for (String key : KEYS) {
            out.writeCharSequence(key, StandardCharsets.US_ASCII);
        }
        out.writeBytes(city).writeBytes(tags);
        out.setShortLE(start + Short.BYTES, out.writerIndex() - start);
        out.setIntLE(lengthIndex, out.writerIndex() - lengthIndex - Integer.BYTES);
    }

    private static ByteBuf string(SplittableRandom random) {
        byte[] word = TextSource.word(random);
        return Unpooled.buffer().writeByte(word.length).writeBytes(word);
    }

    private static ByteBuf array(SplittableRandom random) {
        int count = random.nextInt(4);
        ByteBuf array = Unpooled.buffer().writeShortLE(count).writeShortLE(0);
        ByteBuf values = Unpooled.buffer();
        int offset = 4 + count * VALUE_ENTRY_LENGTH;
        for (int i = 0; i < count; i++) {
            array.writeByte(STRING).writeShortLE(offset + values.readableBytes());
            values.writeBytes(string(random));
        }
        array.writeBytes(values);
        return array.setShortLE(Short.BYTES, array.readableBytes());
    }
}
