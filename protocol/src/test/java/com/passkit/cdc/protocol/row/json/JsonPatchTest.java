package com.passkit.cdc.protocol.row.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

class JsonPatchTest {

    /** {"a": 1, "b": [1, "x", null], "cc": {"k": 2.5}} as a server stores it. */
    private static final String DOCUMENT = "00 0300 4000 1900 0100 1a00 0100 1b00 0200 05 0100 02 1d00 00 2c00 61 62 6363"
        + " 0300 0f00 05 0100 0c 0d00 04 0000 01 78"
        + " 0100 1400 0b00 0100 0b 0c00 6b 0000000000000440";

    private static byte[] hex(String hex) {
        return ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
    }

    private static ByteBuf diffs(Consumer<ByteBuf> writer) {
        ByteBuf diffs = Unpooled.buffer();
        writer.accept(diffs);
        return diffs;
    }

    private static String patched(byte[] document, ByteBuf diffs) {
        ByteBuf out = Unpooled.buffer();
        ByteBuf before = Unpooled.wrappedBuffer(new byte[5], document, new byte[] {-1});
        int length = JsonPatch.apply(before, 5, document.length, diffs, 0, diffs.readableBytes(), out);
        assertThat(length).isEqualTo(out.readableBytes());
        return text(out);
    }

    private static String text(ByteBuf binary) {
        ByteBuf text = Unpooled.buffer();
        new JsonBinary().write(binary, binary.readerIndex(), binary.readableBytes(), text);
        return text.toString(StandardCharsets.UTF_8);
    }

    private static String patched(int operation, String path, String valueHex) {
        return patched(hex(DOCUMENT), diffs(out -> JsonDiffCursor.write(out, operation, path, hex(valueHex))));
    }

    @Test
    void shouldReadRecordedBytes() {
        // UPDATE t SET j = JSON_SET(j, '$.a', 10, '$.b[1]', 'y', '$.d', TRUE) with binlog_row_value_options=PARTIAL_JSON
        ByteBuf diffs = Unpooled.wrappedBuffer(hex("00 03 242e61 03 05 0a00" + "00 06 242e625b315d 03 0c 01 79"
            + "01 03 242e64 02 04 01"));

        assertThat(patched(hex(DOCUMENT), diffs))
            .isEqualTo("{\"a\":10,\"b\":[1,\"y\",null],\"d\":true,\"cc\":{\"k\":2.5}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = {
        "0 | $.a | 0c 02 c3a4 | {\"a\":\"ä\",\"b\":[1,\"x\",null],\"cc\":{\"k\":2.5}}",
        "0 | $.b[0] | 07 00000100 | {\"a\":1,\"b\":[65536,\"x\",null],\"cc\":{\"k\":2.5}}",
        "0 | $.b[last] | 04 02 | {\"a\":1,\"b\":[1,\"x\",false],\"cc\":{\"k\":2.5}}",
        "0 | $.b[last-1] | 04 02 | {\"a\":1,\"b\":[1,false,null],\"cc\":{\"k\":2.5}}",
        "0 | $.cc.k | 02 0000 0400 | {\"a\":1,\"b\":[1,\"x\",null],\"cc\":{\"k\":[]}}",
        "0 | $.cc | 00 0000 0400 | {\"a\":1,\"b\":[1,\"x\",null],\"cc\":{}}",
        "1 | $.b[1] | 04 01 | {\"a\":1,\"b\":[1,true,\"x\",null],\"cc\":{\"k\":2.5}}",
        "1 | $.b[99] | 04 01 | {\"a\":1,\"b\":[1,\"x\",null,true],\"cc\":{\"k\":2.5}}",
        "1 | $.aa | 04 01 | {\"a\":1,\"b\":[1,\"x\",null],\"aa\":true,\"cc\":{\"k\":2.5}}",
        "1 | $.\"\" | 04 01 | {\"\":true,\"a\":1,\"b\":[1,\"x\",null],\"cc\":{\"k\":2.5}}",
        "1 | $.\"x y\\\"\\\\\\n\\u0001\" | 04 01 | {\"a\":1,\"b\":[1,\"x\",null],\"cc\":{\"k\":2.5},"
            + "\"x y\\\"\\\\\\n\\u0001\":true}",
        "1 | $.ä | 04 01 | {\"a\":1,\"b\":[1,\"x\",null],\"cc\":{\"k\":2.5},\"ä\":true}",
        "1 | $.cc.a | 05 ffff | {\"a\":1,\"b\":[1,\"x\",null],\"cc\":{\"a\":-1,\"k\":2.5}}",
        "2 | $.a | 04 | {\"b\":[1,\"x\",null],\"cc\":{\"k\":2.5}}",
        "2 | $.b[0] | 04 | {\"a\":1,\"b\":[\"x\",null],\"cc\":{\"k\":2.5}}",
        "2 | $.cc.k | 04 | {\"a\":1,\"b\":[1,\"x\",null],\"cc\":{}}",
    })
    void shouldApplyEachOperation(int operation, String path, String valueHex, String expected) {
        assertThat(patched(operation, path, valueHex)).isEqualTo(expected);
    }

    @Test
    void shouldGrowIntoTheLargeFormAndBack() {
        String longText = "x".repeat(70_000);
        ByteBuf value = Unpooled.buffer();
        value.writeByte(JsonType.STRING).writeByte(0xf0).writeByte(0xa2).writeByte(0x04).writeBytes(longText.getBytes());
        ByteBuf diff = diffs(out -> JsonDiffCursor.write(out, JsonDiffCursor.REPLACE, "$.b[0]",
            ByteBufUtil.getBytes(value)));
        ByteBuf large = Unpooled.buffer();
        byte[] document = hex(DOCUMENT);
        JsonPatch.apply(Unpooled.wrappedBuffer(document), 0, document.length, diff, 0, diff.readableBytes(), large);
        assertThat(large.getByte(0)).isEqualTo((byte) JsonType.LARGE_OBJECT);
        assertThat(text(large)).isEqualTo("{\"a\":1,\"b\":[\"" + longText + "\",\"x\",null],\"cc\":{\"k\":2.5}}");

        ByteBuf small = Unpooled.buffer();
        ByteBuf back = diffs(out -> JsonDiffCursor.write(out, JsonDiffCursor.REPLACE, "$.b[0]", hex("05 0100")));
        JsonPatch.apply(large, 0, large.readableBytes(), back, 0, back.readableBytes(), small);
        assertThat(ByteBufUtil.getBytes(small)).isEqualTo(document);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0 | $ | 04 01", "0 | $.x | 04 01", "0 | $.b[3] | 04 01", "0 | $.a[0] | 04 01", "0 | $[0] | 04 01",
        "1 | $.a | 04 01", "1 | $.b.x | 04 01", "1 | $.a.x | 04 01", "1 | $.cc[0] | 04 01", "1 | $.x.y | 04 01",
        "2 | $.x | 04", "2 | $.b[3] | 04", "2 | $.b[last-3] | 04", "2 | $.a[0] | 04", "3 | $.a | 04 01",
        "0 | a | 04 01", "0 | $. | 04 01", "0 | $[ | 04 01", "0 | $[lust] | 04 01", "0 | $[99999999999] | 04 01",
        "0 | $.\"a | 04 01", "0 | $.\"\\q\" | 04 01", "0 | $.\"\\u00g0\" | 04 01", "0 | $.a | 0d 01", "0 | $.a | 09 01",
        "0 | $.a | 0c 7f", "0 | $.a | 00 0100 ff00",
    })
    void shouldRefuseWhatDoesNotFit(int operation, String path, String valueHex) {
        assertThatThrownBy(() -> patched(operation, path, valueHex)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldRefuseDifferencesThatBreakOff() {
        ByteBuf diffs = diffs(out -> JsonDiffCursor.write(out, JsonDiffCursor.REPLACE, "$.a", hex("05 0a00")));
        for (int length = 1; length < diffs.readableBytes(); length++) {
            ByteBuf part = diffs.copy(0, length);
            assertThatThrownBy(() -> patched(hex(DOCUMENT), part)).isInstanceOf(MalformedPacketException.class);
        }
    }

    @Test
    void shouldRefuseValuesThatLieOnTopOfEachOther() {
        // 200 members that are all the same array of 200 numbers: 25 times what the document has
        ByteBuf document = Unpooled.buffer();
        int count = 200;
        int headerLength = 4 + 3 * count;
        document.writeByte(JsonType.SMALL_ARRAY).writeShortLE(count).writeShortLE(2 * headerLength);
        for (int i = 0; i < count; i++) {
            document.writeByte(JsonType.SMALL_ARRAY).writeShortLE(headerLength);
        }
        document.writeShortLE(count).writeShortLE(headerLength).writeZero(headerLength - 4);
        ByteBuf diffs = diffs(out -> JsonDiffCursor.write(out, JsonDiffCursor.REMOVE, "$[0]", new byte[0]));

        assertThatThrownBy(() -> patched(ByteBufUtil.getBytes(document), diffs))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("patched.length");
    }

    @Test
    void shouldEndInTextOrInAnErrorWhateverTheBytes() {
        Random random = new Random(20_260_901);
        byte[] document = hex(DOCUMENT);
        ByteBuf diffs = diffs(out -> {
            JsonDiffCursor.write(out, JsonDiffCursor.REPLACE, "$.b[1]", hex("0c 01 79"));
            JsonDiffCursor.write(out, JsonDiffCursor.INSERT, "$.d", hex("00 0000 0400"));
            JsonDiffCursor.write(out, JsonDiffCursor.REMOVE, "$.cc.k", new byte[0]);
        });
        int applied = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] before = document.clone();
            byte[] changes = ByteBufUtil.getBytes(diffs);
            byte[] target = random.nextBoolean() ? before : changes;
            for (int n = random.nextInt(4); n >= 0; n--) {
                target[random.nextInt(target.length)] = (byte) random.nextInt();
            }
            try {
                patched(before, Unpooled.wrappedBuffer(changes));
                applied++;
            } catch (MalformedPacketException e) {
                // the other way to end
            }
        }
        assertThat(applied).isPositive();
    }
}
