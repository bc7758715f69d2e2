package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Character sets of statements, by the collation number that a QUERY event carries. */
final class ClientCharsets {

    static final int UTF8MB4_GENERAL_CI = 45;

    private ClientCharsets() {
    }

    /** Multi-byte sets that a client may use and whose bytes are not those of UTF-8; the rest of the world is UTF-8. */
    static Charset of(int collation) {
        return switch (collation) {
            case 8, 5, 15, 31, 47, 48, 49, 94 -> charset("windows-1252");
            case 1, 84 -> charset("Big5");
            case 12, 91 -> charset("EUC-JP");
            case 13, 88, 95, 96 -> charset("windows-31j");
            case 19, 85 -> charset("EUC-KR");
            case 24, 86 -> charset("GB2312");
            case 28, 87 -> charset("GBK");
            case 248, 249, 250 -> charset("GB18030");
            default -> StandardCharsets.UTF_8;
        };
    }

    private static Charset charset(String name) {
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    }
}
