package com.passkit.cdc.protocol.row.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

class JsonBinaryTest {

    private static String written(byte[] json, JsonBinary binary) {
        ByteBuf out = Unpooled.buffer();
        binary.write(Unpooled.wrappedBuffer(new byte[3], json, new byte[] {-1}), 3, json.length, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String written(String hex) {
        return written(ByteBufUtil.decodeHexDump(hex.replace(" ", "")), new JsonBinary());
    }

    private static String compacted(byte[] text) {
        ByteBuf out = Unpooled.buffer();
        JsonText.compact(Unpooled.wrappedBuffer(text), 0, text.length, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "04 00 | null",
        "04 01 | true",
        "04 02 | false",
        "05 ffff | -1",
        "06 ffff | 65535",
        "07 00000080 | -2147483648",
        "08 ffffffff | 4294967295",
        "09 0000000000000080 | -9223372036854775808",
        "0a ffffffffffffffff | 18446744073709551615",
        "0b 000000000000f03f | 1.0",
        "0b 0000000000000080 | -0.0",
        "0b 9a9999999999b93f | 0.1",
        "0b 408cb5781daf1544 | 1e20",
        "0b 0100000000000000 | 5e-324",
        "0c 02 c3a9 | \"é\"",
        "0c 05 09 22 5c 1f 2f | \"\\t\\\"\\\\\\u001f/\"",
        "0f f6 04 04 02 8c32 | 12.50",
        "0f f6 04 03 02 7fcd | -0.50",
        "0f 0a 08 000000000000 0000 | \"0000-00-00\"",
        "0f 0c 08 0000000000000000 | \"0000-00-00 00:00:00.000000\"",
        "0f 0b 08 ffffffffffffffff | \"-00:00:00.000001\"",
        "0f 0b 08 000000fb6e340000 | \"838:59:59.000000\"",
        "0f 10 01 05 | \"base64:type16:BQ==\"",
        "0f fc 00 | \"base64:type252:\"",
        "02 0000 0400 | []",
        "00 0000 0400 | {}",
        "02 0300 0d00 040000 05ffff 060200 | [null,-1,2]",
        "03 01000000 0d000000 08 ffffffff | [4294967295]",
        "00 0100 0d00 0b00 0100 0c 0c00 61 00 | {\"a\":\"\"}",
    })
    void shouldWriteKnownBytes(String hex, String text) {
        assertThat(written(hex)).isEqualTo(text);
    }

    @Test
    void shouldTakeNoBytesForNull() {
        assertThat(written("")).isEqualTo("null");
    }

    @Test
    void shouldWriteWholeDoublesAsTheServerOfTheDocumentDoes() {
        byte[] one = ByteBufUtil.decodeHexDump("0b000000000000f03f");
        assertThat(written(one, JsonBinary.of("5.7.22-log"))).isEqualTo("1");
        assertThat(written(one, JsonBinary.of("8.0.15"))).isEqualTo("1.0");
        assertThat(written(one, JsonBinary.of("10.11.6-MariaDB"))).isEqualTo("1.0");
    }

    @ParameterizedTest
    @CsvSource({"8.0.15", "5.7.22"})
    void shouldWriteWhatTheServerPrintsForRecordedDocuments(String version) throws IOException {
        JsonBinary binary = JsonBinary.of(version);
        List<String[]> documents = recorded(version);
        assertThat(documents).hasSizeGreaterThan(200);
        for (String[] document : documents) {
            assertThat(written(ByteBufUtil.decodeHexDump(document[0]), binary)).as(document[0])
                .isEqualTo(compacted(ByteBufUtil.decodeHexDump(document[1])));
        }
    }

    @Test
    void shouldRefuseTruncatedDocuments() throws IOException {
        JsonBinary binary = new JsonBinary();
        for (String[] document : recorded("8.0.15")) {
            byte[] bytes = ByteBufUtil.decodeHexDump(document[0]);
            for (int length = 1; length < Math.min(bytes.length, 60); length++) {
                int tooShort = length;
                assertThatThrownBy(() -> binary.write(Unpooled.wrappedBuffer(bytes), 0, tooShort, Unpooled.buffer()))
                    .as(document[0] + " cut to " + length).isInstanceOf(MalformedPacketException.class);
            }
        }
    }

    @Test
    void shouldNeverReadOutsideDamagedDocuments() throws IOException {
        JsonBinary binary = new JsonBinary();
        Random random = new Random(20261123);
        for (String[] document : recorded("8.0.15")) {
            byte[] bytes = ByteBufUtil.decodeHexDump(document[0]);
            for (int i = 0; i < 50; i++) {
                byte[] damaged = bytes.clone();
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                ByteBuf out = Unpooled.buffer();
                try {
                    // a read outside would be an IndexOutOfBoundsException
                    binary.write(Unpooled.wrappedBuffer(damaged), 0, damaged.length, out);
                } catch (MalformedPacketException e) {
                    assertThat(e).hasMessageContaining("(expected: ");
                }
                assertThat(out.readableBytes()).isLessThan(1 << 20);
            }
        }
    }

    @Test
    void shouldWriteDeepestDocumentAndRefuseDeeper() {
        assertThat(written(nested(JsonBinary.MAX_DEPTH), new JsonBinary()))
            .isEqualTo("[".repeat(JsonBinary.MAX_DEPTH) + "]".repeat(JsonBinary.MAX_DEPTH));
        assertThatThrownBy(() -> written(nested(JsonBinary.MAX_DEPTH + 1), new JsonBinary()))
            .isInstanceOf(MalformedPacketException.class).hasMessage("JsonBinary.depth: 101 (expected: <= 100)");
    }

    private static byte[] nested(int depth) {
        byte[] inner = {JsonType.SMALL_ARRAY, 0, 0, 4, 0};
        for (int i = 1; i < depth; i++) {
            int size = inner.length - 1 + 7;
            ByteBuf outer = Unpooled.buffer().writeByte(JsonType.SMALL_ARRAY).writeShortLE(1).writeShortLE(size)
                .writeByte(inner[0]).writeShortLE(7).writeBytes(inner, 1, inner.length - 1);
            inner = ByteBufUtil.getBytes(outer);
        }
        return inner;
    }

    @Test
    void shouldRefuseContainersThatSharePartsToGrowWithoutEnd() {
        ByteBuf json = Unpooled.buffer().writeByte(JsonType.SMALL_ARRAY);
        int levels = 40;
        int levelLength = 4 + 2 * 3;
        for (int level = 0; level < levels; level++) {
            json.writeShortLE(2).writeShortLE((levels - level) * levelLength);
            for (int i = 0; i < 2; i++) {
                boolean last = level == levels - 1;
                json.writeByte(last ? JsonType.LITERAL : JsonType.SMALL_ARRAY).writeShortLE(last ? 0 : levelLength);
            }
        }
        assertThatThrownBy(() -> written(ByteBufUtil.getBytes(json), new JsonBinary()))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("container.count");
    }

    @Test
    void shouldRefuseMembersThatShareAString() {
        int count = 300;
        int stringLength = 100;
        int headerLength = 4 + 3 * count;
        ByteBuf json = Unpooled.buffer().writeByte(JsonType.SMALL_ARRAY)
            .writeShortLE(count).writeShortLE(headerLength + 1 + stringLength);
        for (int i = 0; i < count; i++) {
            json.writeByte(JsonType.STRING).writeShortLE(headerLength);
        }
        json.writeByte(stringLength).writeZero(stringLength);
        assertThatThrownBy(() -> written(ByteBufUtil.getBytes(json), new JsonBinary()))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("values that do not overlap");
    }

    private static List<String[]> recorded(String version) throws IOException {
        List<String[]> documents = new ArrayList<>();
        String name = "/json/documents-" + version + ".txt";
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
            Objects.requireNonNull(JsonBinaryTest.class.getResourceAsStream(name)), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    documents.add(line.split(" "));
                }
            }
        }
        return documents;
    }
}
