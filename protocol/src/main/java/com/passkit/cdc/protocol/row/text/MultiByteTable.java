package com.passkit.cdc.protocol.row.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Characters of a set with one, two and, behind {@code 0x8f}, three bytes: those of the nearest charset of the JDK,
 * with the differences that a server showed. Made at first use. Threading: any thread.
 */
final class MultiByteTable {

    /** First byte of the three-byte characters of ujis and eucjpms. */
    static final int THREE_BYTE_LEAD = 0x8f;

    private static final int SIZE = 256;
    private static final int USER_ROWS_LEAD = 0xf5;
    private static final int USER_ROWS_TRAIL = 0xa1;
    private static final int USER_ROW_LENGTH = 94;
    private static final int USER_ROWS = 10;
    private static final int USER_CHARACTERS = 0xe000;
    private static final Map<String, MultiByteTable> TABLES = new ConcurrentHashMap<>();

    private final boolean threeBytes;
    private final char[] one = new char[SIZE];
    private final char[] two = new char[SIZE * SIZE];
    private final char[] three;

    private MultiByteTable(String javaName, boolean threeBytes) {
        this.threeBytes = threeBytes;
        this.three = threeBytes ? new char[SIZE * SIZE] : new char[0];
        CharsetDecoder decoder = Charset.forName(javaName).newDecoder();
        for (int lead = 0; lead < SIZE; lead++) {
            one[lead] = decode(decoder, lead);
            if (one[lead] != 0 || lead == 0) {
                continue;
            }
            for (int trail = 0x40; trail < SIZE; trail++) {
                two[lead << Byte.SIZE | trail] = decode(decoder, lead, trail);
            }
        }
        for (int i = 0; i < three.length; i++) {
            three[i] = (i >>> Byte.SIZE) < 0xa1 || (i & 0xff) < 0xa1 ? 0
                : decode(decoder, THREE_BYTE_LEAD, i >>> Byte.SIZE, i & 0xff);
        }
    }

    static MultiByteTable of(String charset) {
        return TABLES.computeIfAbsent(charset, MultiByteTable::create);
    }

    private static MultiByteTable create(String charset) {
        MultiByteTable table = switch (charset) {
            case "gbk" -> new MultiByteTable("x-mswin-936", false);
            case "big5" -> new MultiByteTable("x-Big5-Solaris", false);
            case "cp932" -> new MultiByteTable("windows-31j", false);
            case "euckr" -> new MultiByteTable("x-windows-949", false);
            case "gb2312" -> new MultiByteTable("GB2312", false);
            case "sjis" -> new MultiByteTable("Shift_JIS", false);
            case "ujis", "eucjpms" -> new MultiByteTable("EUC-JP", true).withUserRows();
            default -> throw new IllegalArgumentException("charset: " + charset + " (expected: a multi-byte one)");
        };
        CharsetResource.forEachLine("multi-byte-differences.txt", words -> {
            if (words[0].equals(charset)) {
                table.put(Integer.parseInt(words[1], 16), (char) Integer.parseInt(words[2], 16));
            }
        });
        return table;
    }

    private void put(int bytes, char character) {
        boolean isThree = bytes >>> Short.SIZE == THREE_BYTE_LEAD;
        (isThree ? three : two)[bytes & 0xffff] = character;
    }

    /** Rows 85 to 94 of both planes are for characters of the user's own. */
    private MultiByteTable withUserRows() {
        for (int row = 0; row < USER_ROWS; row++) {
            for (int cell = 0; cell < USER_ROW_LENGTH; cell++) {
                int bytes = USER_ROWS_LEAD + row << Byte.SIZE | USER_ROWS_TRAIL + cell;
                int character = USER_CHARACTERS + row * USER_ROW_LENGTH + cell;
                two[bytes] = (char) character;
                three[bytes] = (char) (character + USER_ROWS * USER_ROW_LENGTH);
            }
        }
        return this;
    }

    /** @return the character, or 0 when the bytes are not exactly one of the basic plane */
    private static char decode(CharsetDecoder decoder, int... bytes) {
        ByteBuffer in = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            in.put((byte) b);
        }
        try {
            CharBuffer out = decoder.decode(in.flip());
            return out.length() == 1 && out.charAt(0) != CodePoint.REPLACEMENT ? out.charAt(0) : 0;
        } catch (CharacterCodingException e) {
            return 0;
        }
    }

    boolean hasThreeBytes(int lead) {
        return threeBytes && lead == THREE_BYTE_LEAD;
    }

    /** @return 0 when it is not a character alone */
    char one(int b) {
        return one[b];
    }

    char two(int lead, int trail) {
        return two[lead << Byte.SIZE | trail];
    }

    char three(int second, int third) {
        return three[second << Byte.SIZE | third];
    }
}
