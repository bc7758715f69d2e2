package com.passkit.cdc.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.text.TextDecoder;
import com.passkit.cdc.runtime.testing.FakeRow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class JsonTextFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TextDecoder UTF8 = TextDecoder.of(Collation.UTF8MB4);

    @Property
    void shouldReadBackAnyText(@ForAll String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(readBack(bytes)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }

    /** The JDK takes an encoded surrogate for one error, Unicode's recommendation for three: runs are compared as one. */
    @Property
    void shouldReplaceWhatIsNotUtf8AsTheJdkDoes(@ForAll byte[] bytes) throws IOException {
        assertThat(readBack(bytes).replaceAll("\ufffd+", "\ufffd"))
            .isEqualTo(new String(bytes, StandardCharsets.UTF_8).replaceAll("\ufffd+", "\ufffd"));
    }

    @Property
    void shouldQuoteNamesAsValues(@ForAll String text) throws IOException {
        assertThat(JSON.readValue(JsonQuote.quote(text).getBytes(StandardCharsets.UTF_8), String.class))
            .isEqualTo(readBack(replaceLoneSurrogates(text).getBytes(StandardCharsets.UTF_8)));
    }

    @Property
    void shouldWriteBase64AndHexOfPaddedBytes(@ForAll byte[] bytes, @ForAll @IntRange(max = 9) int zeroCount) {
        byte[] padded = java.util.Arrays.copyOf(bytes, bytes.length + zeroCount);
        ByteBuf in = FakeRow.surrounded(bytes);
        ByteBuf out = Unpooled.buffer();
        BinaryText.writeBase64(in, 1, bytes.length, zeroCount, out);
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(Base64.getEncoder().encodeToString(padded));
        out.clear();
        BinaryText.writeHex(in, 1, bytes.length, zeroCount, out);
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(HexFormat.of().formatHex(padded));
    }

    private static String replaceLoneSurrogates(String text) {
        return text.codePoints().map(c -> c >= 0xd800 && c <= 0xdfff ? 0xfffd : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static String readBack(byte[] bytes) throws IOException {
        ByteBuf out = Unpooled.buffer();
        out.writeByte('"');
        UTF8.writeJson(FakeRow.surrounded(bytes), 1, bytes.length, out);
        out.writeByte('"');
        assertThat(out.indexOf(0, out.writerIndex(), (byte) '\n')).isEqualTo(-1);
        return JSON.readValue(out.array(), 0, out.writerIndex(), String.class);
    }
}
