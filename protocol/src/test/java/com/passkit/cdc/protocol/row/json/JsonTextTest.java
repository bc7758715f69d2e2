package com.passkit.cdc.protocol.row.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class JsonTextTest {

    private static String compacted(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf out = Unpooled.buffer();
        JsonText.compact(Unpooled.wrappedBuffer(new byte[] {'"'}, utf8, new byte[] {'"'}), 1, utf8.length, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldDropSpacesBetweenTokensOnly() {
        assertThat(compacted("{\"a b\": [1, 2.50, \"x, y: z\"], \"\": {}, \"é😀\": null}"))
            .isEqualTo("{\"a b\":[1,2.50,\"x, y: z\"],\"\":{},\"é😀\":null}");
    }

    @Test
    void shouldKeepEscapesAsTheyAre() {
        assertThat(compacted("[\"\\\\\", \"\\\" , \", \"\\u001f\\n\"]")).isEqualTo("[\"\\\\\",\"\\\" , \",\"\\u001f\\n\"]");
    }

    @Test
    void shouldEscapeLineBreaksThatMySql57PrintsBare() {
        assertThat(compacted("\"base64:type253:AP8A\n/wD/\"")).isEqualTo("\"base64:type253:AP8A\\n/wD/\"");
        assertThat(compacted("\"\u0001\"")).isEqualTo("\"\\u0001\"");
    }

    @Test
    void shouldWriteScalars() {
        assertThat(compacted("null")).isEqualTo("null");
        assertThat(compacted("-1.5e-300")).isEqualTo("-1.5e-300");
        assertThat(compacted("\"\"")).isEqualTo("\"\"");
    }

    @Test
    void shouldRefuseStringWithoutEnd() {
        for (String text : new String[] {"\"", "[\"a", "\"a\\", "\"a\\\""}) {
            assertThatThrownBy(() -> compacted(text)).as(text).isInstanceOf(MalformedPacketException.class);
        }
    }
}
