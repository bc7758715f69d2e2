package com.passkit.cdc.protocol.binlog.image;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Collation;

/** Collations by the numbers of a table map: {@code information_schema.COLLATIONS} of MySQL 5.6 to 9. */
final class Collations {

    private static final int LAST_BUILT_IN = 323;
    private static final Collation[] BY_ID = new Collation[LAST_BUILT_IN + 1];
    /** Java's names of MySQL's character sets, where they are not the same. */
    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
        Map.entry("utf8mb3", "UTF-8"), Map.entry("utf8mb4", "UTF-8"), Map.entry("latin1", "windows-1252"),
        Map.entry("latin2", "ISO-8859-2"), Map.entry("latin5", "ISO-8859-9"), Map.entry("latin7", "ISO-8859-13"),
        Map.entry("greek", "ISO-8859-7"), Map.entry("hebrew", "ISO-8859-8"), Map.entry("ascii", "US-ASCII"),
        Map.entry("cp850", "IBM850"), Map.entry("cp852", "IBM852"), Map.entry("cp866", "IBM866"),
        Map.entry("cp1250", "windows-1250"), Map.entry("cp1251", "windows-1251"), Map.entry("cp1256", "windows-1256"),
        Map.entry("cp1257", "windows-1257"), Map.entry("koi8r", "KOI8-R"), Map.entry("koi8u", "KOI8-U"),
        Map.entry("tis620", "TIS-620"), Map.entry("ujis", "EUC-JP"), Map.entry("eucjpms", "EUC-JP"),
        Map.entry("sjis", "Shift_JIS"), Map.entry("cp932", "windows-31j"), Map.entry("euckr", "EUC-KR"),
        Map.entry("gb2312", "GB2312"), Map.entry("gbk", "GBK"), Map.entry("gb18030", "GB18030"),
        Map.entry("big5", "Big5"), Map.entry("ucs2", "UTF-16BE"), Map.entry("utf16", "UTF-16BE"),
        Map.entry("utf16le", "UTF-16LE"), Map.entry("utf32", "UTF-32BE"), Map.entry("macroman", "x-MacRoman"),
        Map.entry("macce", "x-MacCentralEurope"));

    static {
        put("big5", 1, 84);
        put("latin2", 2, 9, 21, 27, 77);
        put("dec8", 3, 69);
        put("cp850", 4, 80);
        put("latin1", 5, 8, 15, 31, 47, 48, 49, 94);
        put("hp8", 6, 72);
        put("koi8r", 7, 74);
        put("swe7", 10, 82);
        put("ascii", 11, 65);
        put("ujis", 12, 91);
        put("sjis", 13, 88);
        put("cp1251", 14, 23, 50, 51, 52);
        put("hebrew", 16, 71);
        put("tis620", 18, 89);
        put("euckr", 19, 85);
        put("latin7", 20, 41, 42, 79);
        put("koi8u", 22, 75);
        put("gb2312", 24, 86);
        put("greek", 25, 70);
        put("cp1250", 26, 34, 44, 66, 99);
        put("gbk", 28, 87);
        put("cp1257", 29, 58, 59);
        put("latin5", 30, 78);
        put("armscii8", 32, 64);
        put("utf8mb3", 33, 76, 83, 223);
        putAll("utf8mb3", 192, 215);
        put("ucs2", 35, 90, 159);
        putAll("ucs2", 128, 151);
        put("cp866", 36, 68);
        put("keybcs2", 37, 73);
        put("macce", 38, 43);
        put("macroman", 39, 53);
        put("cp852", 40, 81);
        put("utf8mb4", 45, 46);
        putAll("utf8mb4", 224, 247);
        putAll("utf8mb4", 255, LAST_BUILT_IN);
        put("utf16", 54, 55);
        putAll("utf16", 101, 124);
        put("utf16le", 56, 62);
        put("cp1256", 57, 67);
        put("utf32", 60, 61);
        putAll("utf32", 160, 183);
        put("geostd8", 92, 93);
        put("cp932", 95, 96);
        put("eucjpms", 97, 98);
        put("gb18030", 248, 249, 250);
        BY_ID[Collation.BINARY.id()] = Collation.BINARY;
        BY_ID[Collation.UTF8MB4.id()] = Collation.UTF8MB4;
    }

    private Collations() {
    }

    private static void put(String charset, int... ids) {
        for (int id : ids) {
            BY_ID[id] = new Collation(id, charset);
        }
    }

    private static void putAll(String charset, int first, int last) {
        for (int id = first; id <= last; id++) {
            put(charset, id);
        }
    }

    static Collation of(int id) {
        if (id > LAST_BUILT_IN || BY_ID[id] == null) {
            throw new UnsupportedFeatureException("TableMapEvent.collation: " + id
                + " (expected: a built-in collation of MySQL, up to " + LAST_BUILT_IN + ')');
        }
        return BY_ID[id];
    }

    /** The character set of labels; where Java lacks it, one that keeps ASCII. */
    static Charset charset(Collation collation) {
        String name = JAVA_NAMES.get(collation.charset());
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    }
}
