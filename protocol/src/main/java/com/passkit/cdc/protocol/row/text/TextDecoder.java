package com.passkit.cdc.protocol.row.text;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Collation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Turns text of one character set into UTF-8. What is no character there becomes U+FFFD.
 * <p>
 * Memory: borrowed until the method returns. Nothing is allocated for a value. Threading: one thread at a time; get
 * one instance for each.
 */
public sealed interface TextDecoder
    permits Utf8TextDecoder, SingleByteTextDecoder, MultiByteTextDecoder, CharsetTextDecoder,
        Utf32TextDecoder {

    /**
     * @return a decoder of the collation's character set; one of UTF-8 for the binary one
     * @throws UnsupportedFeatureException for an unknown character set
     */
    static TextDecoder of(Collation collation) {
        return switch (collation.charset()) {
            case "utf8mb4", "utf8mb3", "utf8", "binary" -> Utf8TextDecoder.INSTANCE;
            case "gbk", "big5", "sjis", "cp932", "ujis", "eucjpms", "euckr", "gb2312" ->
                new MultiByteTextDecoder(MultiByteTable.of(collation.charset()));
            case "gb18030" -> CharsetTextDecoder.gb18030();
            case "ucs2", "utf16" -> new CharsetTextDecoder("UTF-16BE");
            case "utf16le" -> new CharsetTextDecoder("UTF-16LE");
            case "utf32" -> Utf32TextDecoder.INSTANCE;
            default -> SingleByteTextDecoder.of(collation.charset());
        };
    }

    /**
     * Appends the text as UTF-8.
     *
     * @param escaped whether to escape it as the content of a JSON string, without the quotes
     * @return number of replacement characters that were written for invalid bytes
     */
    int write(ByteBuf bytes, int index, int length, ByteBuf out, boolean escaped);

    /** Appends the text as the content of a JSON string, without the quotes; see {@link #write}. */
    default int writeJson(ByteBuf bytes, int index, int length, ByteBuf out) {
        return write(bytes, index, length, out, true);
    }

    /** @return the text as a string, for labels and names; allocates */
    default String text(ByteBuf bytes, int index, int length) {
        ByteBuf utf8 = Unpooled.buffer(length + 1);
        write(bytes, index, length, utf8, false);
        return utf8.toString(StandardCharsets.UTF_8);
    }
}
