package com.passkit.cdc.protocol.row;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;

/**
 * A collation of MySQL and the character set it belongs to. Only the character set matters for decoding.
 *
 * @param id      number of the collation in {@code information_schema.COLLATIONS}; 0 where only the name is known
 * @param charset MySQL's name of its character set, for instance {@code utf8mb4}; {@code utf8mb3} for {@code utf8}
 */
public record Collation(int id, String charset) {

    /** Bytes without a character set. */
    public static final Collation BINARY = new Collation(63, "binary");
    /** utf8mb4_general_ci. */
    public static final Collation UTF8MB4 = new Collation(45, "utf8mb4");

    /**
     * Collation numbers of each set. Up to 323 those of MySQL 5.6 to 9, from 576 on those of MariaDB.
     */
    private static final String[] NUMBERS = {
        "armscii8 32 64", "ascii 11 65", "big5 1 84", "binary 63", "cp1250 26 34 44 66 99", "cp1251 14 23 50-52",
        "cp1256 57 67", "cp1257 29 58-59", "cp850 4 80", "cp852 40 81", "cp866 36 68", "cp932 95-96", "dec8 3 69",
        "eucjpms 97-98", "euckr 19 85", "gb18030 248-250", "gb2312 24 86", "gbk 28 87", "geostd8 92-93",
        "greek 25 70", "hebrew 16 71", "hp8 6 72", "keybcs2 37 73", "koi8r 7 74", "koi8u 22 75",
        "latin1 5 8 15 31 47-49 94", "latin2 2 9 21 27 77", "latin5 30 78", "latin7 20 41-42 79", "macce 38 43",
        "macroman 39 53", "sjis 13 88", "swe7 10 82", "tis620 18 89", "ujis 12 91",
        "ucs2 35 90 128-151 159 640-671 2560-2815", "utf16 54-55 101-124 672-703 2816-3071", "utf16le 56 62",
        "utf32 60-61 160-183 736-767 3072-3327", "utf8mb3 33 76 83 192-215 223 576-607 2048-2303",
        "utf8mb4 45-46 224-247 255-323 608-639 2304-2559"};
    /** MariaDB numbers its collations without padding after those with it. */
    private static final int NO_PAD_OFFSET = 1024;
    private static final int LAST_ID = 3327;

    private static final Collation[] BY_ID = new Collation[LAST_ID + 1];
    private static final Map<String, Collation> BY_CHARSET = new HashMap<>();

    static {
        for (String set : NUMBERS) {
            String[] words = set.split(" ");
            for (int i = 1; i < words.length; i++) {
                String[] range = words[i].split("-");
                for (int id = Integer.parseInt(range[0]); id <= Integer.parseInt(range[range.length - 1]); id++) {
                    BY_ID[id] = new Collation(id, words[0]);
                }
            }
            BY_CHARSET.put(words[0], new Collation(0, words[0]));
        }
        BY_ID[BINARY.id] = BINARY;
        BY_ID[UTF8MB4.id] = UTF8MB4;
        BY_CHARSET.put(BINARY.charset, BINARY);
        BY_CHARSET.put(UTF8MB4.charset, UTF8MB4);
        BY_CHARSET.put("utf8", BY_CHARSET.get("utf8mb3"));
    }

    /**
     * @param id number of a table map or a column definition
     * @throws UnsupportedFeatureException for one that no known server has
     */
    public static Collation ofId(int id) {
        Collation found = id > 0 && id <= LAST_ID ? BY_ID[id] : null;
        if (found == null && id > NO_PAD_OFFSET && id < 2 * NO_PAD_OFFSET && BY_ID[id - NO_PAD_OFFSET] != null) {
            found = new Collation(id, BY_ID[id - NO_PAD_OFFSET].charset);
        }
        if (found == null) {
            throw new UnsupportedFeatureException("collation.id: " + id + " (expected: a collation of MySQL up to 9)");
        }
        return found;
    }

    /**
     * @param charset as {@code information_schema.COLUMNS.CHARACTER_SET_NAME} gives it, in any case
     * @throws UnsupportedFeatureException for a set that no known server has
     */
    public static Collation ofCharset(String charset) {
        Collation found = BY_CHARSET.get(charset.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new UnsupportedFeatureException(
                "collation.charset: " + charset + " (expected: a character set of MySQL up to 9)");
        }
        return found;
    }

    /** @return whether it is the collation of bytes without a character set */
    public boolean isBinary() {
        return charset.equals(BINARY.charset);
    }
}
