package com.passkit.cdc.protocol.hostile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.json.JsonBinary;
import com.passkit.cdc.protocol.row.json.JsonPatch;
import com.passkit.cdc.protocol.row.json.JsonText;
import com.passkit.cdc.protocol.row.text.TextDecoder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Values whose encoding nests or refers: JSON, text, GTID sets. */
class ValueHostileTest {

    /** More than any document grows by when it is printed. */
    private static final int MAX_GROWTH = 32;
    private static final int MAX_OVERHEAD = 1024;
    private static final String[] CHARSETS = {"utf8mb4", "latin1", "gbk", "big5", "sjis", "cp932", "ujis", "eucjpms",
        "euckr", "gb2312", "gb18030", "ucs2", "utf16", "utf16le", "utf32", "tis620"};

    /** Input: a document. */
    @FuzzTest
    void shouldPrintJsonOrRefuse(byte[] input) {
        ByteBuf json = new HostileBytes(input).rest();
        HostileBytes.parse(() -> {
            ByteBuf out = Unpooled.buffer();
            new JsonBinary().write(json, json.readerIndex(), json.readableBytes(), out);
            requireBounded(out, input.length);
            return null;
        });
    }

    /** Input: the length of a document, the document, and differences. What comes out is a document. */
    @FuzzTest
    void shouldPatchJsonOrRefuse(byte[] input) {
        HostileBytes bytes = new HostileBytes(input);
        ByteBuf json = bytes.nextPacket();
        ByteBuf diffs = bytes.rest();
        ByteBuf patched = Unpooled.buffer();
        Integer length = HostileBytes.parse(() -> JsonPatch.apply(json, json.readerIndex(), json.readableBytes(), diffs,
            diffs.readerIndex(), diffs.readableBytes(), patched));
        if (length != null) {
            requireBounded(patched, input.length);
            HostileBytes.parse(() -> {
                ByteBuf out = Unpooled.buffer();
                new JsonBinary().write(patched, patched.readerIndex(), length, out);
                requireBounded(out, patched.readableBytes());
                return null;
            });
        }
    }

    /** Input: a document as a server prints it. */
    @FuzzTest
    void shouldCompactJsonOrRefuse(byte[] input) {
        ByteBuf json = new HostileBytes(input).rest();
        HostileBytes.parse(() -> {
            ByteBuf out = Unpooled.buffer();
            JsonText.compact(json, json.readerIndex(), json.readableBytes(), out);
            requireBounded(out, input.length);
            return null;
        });
    }

    /** Input: the number of a character set, then text. Every text can be read; what is none becomes U+FFFD. */
    @FuzzTest
    void shouldDecodeText(byte[] input) {
        HostileBytes bytes = new HostileBytes(input);
        TextDecoder decoder = TextDecoder.of(Collation.ofCharset(CHARSETS[bytes.nextByte() % CHARSETS.length]));
        ByteBuf text = bytes.rest();
        ByteBuf out = Unpooled.buffer();
        decoder.writeJson(text, text.readerIndex(), text.readableBytes(), out);
        requireBounded(out, input.length);
        byte[] utf8 = new byte[out.readableBytes()];
        out.readBytes(utf8);
        if (!Arrays.equals(new String(utf8, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), utf8)) {
            throw new AssertionError("not UTF-8");
        }
    }

    /** Input: a set as PREVIOUS_GTIDS has it. What is read prints, parses and encodes to itself. */
    @FuzzTest
    void shouldDecodeGtidSetOrRefuse(byte[] input) {
        ByteBuf bytes = new HostileBytes(input).rest();
        GtidSet set = HostileBytes.parse(() -> GtidSet.decode(bytes, bytes.readerIndex(), bytes.readableBytes()));
        if (set != null) {
            requireSame(set, GtidSet.parse(set.toString()));
            ByteBuf encoded = Unpooled.buffer();
            set.encode(encoded);
            requireSame(set, GtidSet.decode(encoded, encoded.readerIndex(), encoded.readableBytes()));
        }
    }

    /** Input: the text of a set. */
    @FuzzTest
    void shouldParseGtidSetOrRefuse(byte[] input) {
        GtidSet set;
        try {
            set = GtidSet.parse(new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return;
        }
        requireSame(set, GtidSet.parse(set.toString()));
        requireSame(new GtidSet(), set.minus(set));
        requireSame(set, set.intersect(set));
    }

    /** Input: the text of a position, which may be of any kind. */
    @FuzzTest
    void shouldParsePositionOrRefuse(byte[] input) {
        BinlogPosition position;
        try {
            position = BinlogPosition.parse(new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return;
        }
        if (!position.equals(BinlogPosition.parse(position.toString()))) {
            throw new AssertionError(position + " reads back as something else");
        }
    }

    private static void requireBounded(ByteBuf out, int inputLength) {
        if (out.readableBytes() > MAX_GROWTH * inputLength + MAX_OVERHEAD) {
            throw new AssertionError(out.readableBytes() + " bytes out of " + inputLength);
        }
    }

    private static void requireSame(GtidSet expected, GtidSet actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(actual + " (expected: " + expected + ')');
        }
    }
}
