package com.passkit.cdc.protocol.row.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Collation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

class TextDecoderTest {

    private static final String SAMPLE = "plain \"quoted\" \\ \t\n\u0001\u007f é日\uD83D\uDE00 end";

    private static TextDecoder decoder(String charset) {
        return TextDecoder.of(Collation.ofCharset(charset));
    }

    private static String text(String charset, String hex) {
        byte[] bytes = ByteBufUtil.decodeHexDump(hex);
        return decoder(charset).text(Unpooled.wrappedBuffer(new byte[1], bytes, new byte[1]), 1, bytes.length);
    }

    private static int replaced(String charset, String hex) {
        byte[] bytes = ByteBufUtil.decodeHexDump(hex);
        return decoder(charset).writeJson(Unpooled.wrappedBuffer(bytes), 0, bytes.length, Unpooled.buffer());
    }

    @ParameterizedTest
    @CsvSource({"latin1,e9,é", "latin1,80,€", "latin1,81,\u0081", "latin1,9f,Ÿ", "latin2,b1,ą", "cp1251,c0,А",
        "koi8r,c1,а", "cp850,82,é", "cp866,80,А", "greek,e1,α", "hebrew,e0,א", "swe7,5b,Ä", "swe7,41,A", "tis620,a1,ก",
        "macroman,8e,é", "utf8mb4,f09f9880,😀", "utf8mb3,e697a5,日", "ucs2,65e5,日", "utf16,d83dde00,😀",
        "utf16le,3dd800de,😀", "utf32,0001f600,😀", "utf32,0000feff,\uFEFF", "utf16,feff,\uFEFF", "utf16le,fffe,\uFEFF", "utf8mb4,efbbbf,\uFEFF",
        "gb18030,82359037,\u9FB4", "gb18030,fe59,\uE81E", "gb18030,a6d9,\uE78D", "gb18030,84318236,\uFE10",
        "gbk,c4e3,你", "gb18030,9439fc36,😀", "sjis,93fa,日", "sjis,b1,ｱ",
        "cp932,8160,～", "ujis,c6fc,日", "ujis,8eb1,ｱ", "eucjpms,8ff3f3,ⅰ", "euckr,b0a1,가", "big5,a440,一",
        "armscii8,b2,Ա", "geostd8,c0,ა", "ascii,41,A", "dec8,e9,é", "hp8,c5,é", "keybcs2,82,é", "macce,8e,é"})
    void shouldDecodeKnownBytes(String charset, String hex, String expected) {
        assertThat(text(charset, hex)).isEqualTo(expected);
        assertThat(replaced(charset, hex)).isZero();
    }

    @Test
    void shouldDecodeMultiByteCharactersAsTheServerDoes() throws IOException {
        int count = 0;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(Objects.requireNonNull(
            TextDecoderTest.class.getResourceAsStream("/charsets/multi-byte.txt")), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ");
                    assertThat(text(words[0], words[1])).as(line)
                        .isEqualTo(Character.toString(Integer.parseInt(words[2], 16)));
                    count++;
                }
            }
        }
        assertThat(count).isGreaterThan(450);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8 utf8mb4", "UTF-16BE utf16", "UTF-16LE utf16le", "UTF-32BE utf32", "GB18030 gb18030"})
    void shouldEscapeAsJsonWhateverTheCharset(String names) throws IOException {
        String[] words = names.split(" ");
        String sample = SAMPLE.repeat(200);
        byte[] bytes = sample.getBytes(words[0]);
        ByteBuf out = Unpooled.buffer();
        assertThat(decoder(words[1]).writeJson(Unpooled.wrappedBuffer(bytes), 0, bytes.length, out)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(("plain \\\"quoted\\\" \\\\ \\t\\n\\u0001\u007f "
            + "é日\uD83D\uDE00 end").repeat(200));
        assertThat(text(words[1], ByteBufUtil.hexDump(bytes))).isEqualTo(sample);
    }

    @ParameterizedTest
    @CsvSource({"latin1,225c09e9", "swe7,220a", "sjis,22815f", "gbk,220a5c"})
    void shouldEscapeInTableCharsets(String charset, String hex) {
        byte[] bytes = ByteBufUtil.decodeHexDump(hex);
        ByteBuf expected = Unpooled.buffer();
        byte[] plain = text(charset, hex).getBytes(StandardCharsets.UTF_8);
        decoder("utf8mb4").writeJson(Unpooled.wrappedBuffer(plain), 0, plain.length, expected);
        ByteBuf out = Unpooled.buffer();
        decoder(charset).writeJson(Unpooled.wrappedBuffer(bytes), 0, bytes.length, out);
        assertThat(out).isEqualTo(expected);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("\\\"");
    }

    @ParameterizedTest
    @CsvSource({"utf8mb4,61ff62,a\uFFFDb,1", "utf8mb4,e697,\uFFFD,1", "utf8mb4,eda080,\uFFFD\uFFFD\uFFFD,3",
        "utf8mb4,c0af,\uFFFD\uFFFD,2", "utf8mb4,f09f9841,\uFFFDA,1", "utf8mb4,80,\uFFFD,1", "ascii,61e9,a\uFFFD,1",
        "gbk,81,\uFFFD,1", "gbk,8130,\uFFFD0,1", "utf16,d83d,\uFFFD,1", "utf16,0041d8,A\uFFFD,1",
        "utf32,00110000,\uFFFD,1", "hebrew,a1,\uFFFD,1", "ujis,8fa1,\uFFFD\uFFFD,2",
        "big5,a15a,\uFFFD,1", "utf32,0000d800,\uFFFD,1", "utf32,000000,\uFFFD,1"})
    void shouldReplaceAndCountWhatIsNoCharacter(String charset, String hex, String expected, int count) {
        assertThat(text(charset, hex)).isEqualTo(expected);
        assertThat(replaced(charset, hex)).isEqualTo(count);
    }

    @Test
    void shouldKeepTheSameValidCharactersAsTheJdk() {
        Random random = new Random(20261123);
        int[] interesting = {0x00, 0x41, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc1, 0xc3, 0xe0, 0xe6, 0xed, 0xf0, 0xf4, 0xf5};
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(9)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) interesting[random.nextInt(interesting.length)];
            }
            String hex = ByteBufUtil.hexDump(bytes);
            String expected = new String(bytes, StandardCharsets.UTF_8);
            String text = text("utf8mb4", hex);
            // how many replacements a broken sequence gives is a matter of taste
            assertThat(text.replace("\uFFFD", "")).as(hex).isEqualTo(expected.replace("\uFFFD", ""));
            assertThat(text.contains("\uFFFD")).as(hex).isEqualTo(expected.contains("\uFFFD"));
            assertThat(replaced("utf8mb4", hex)).as(hex)
                .isEqualTo((int) text.chars().filter(c -> c == CodePoint.REPLACEMENT).count());
        }
    }

    @Test
    void shouldHaveDecoderForEveryCollation() {
        int count = 0;
        for (int id = 1; id <= 323; id++) {
            Collation collation;
            try {
                collation = Collation.ofId(id);
            } catch (UnsupportedFeatureException e) {
                continue;
            }
            count++;
            assertThat(TextDecoder.of(collation)).isNotNull();
            assertThat(Collation.ofCharset(collation.charset()).charset()).isEqualTo(collation.charset());
        }
        assertThat(count).isGreaterThan(280);
    }

    @Test
    void shouldKnowCollationsByNumber() {
        assertThat(Collation.ofId(8).charset()).isEqualTo("latin1");
        assertThat(Collation.ofId(33).charset()).isEqualTo("utf8mb3");
        assertThat(Collation.ofId(63)).isSameAs(Collation.BINARY);
        assertThat(Collation.ofId(255).charset()).isEqualTo("utf8mb4");
        assertThat(Collation.ofId(1025).charset()).isEqualTo("big5");
        assertThat(Collation.ofId(2304).charset()).isEqualTo("utf8mb4");
        assertThat(Collation.ofCharset("utf8").charset()).isEqualTo("utf8mb3");
        for (int id : new int[] {-1, 0, 17, 100, 400, 3328, 65535}) {
            assertThatThrownBy(() -> Collation.ofId(id)).isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("collation.id: " + id);
        }
        assertThatThrownBy(() -> Collation.ofCharset("klingon")).isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> TextDecoder.of(new Collation(0, "klingon")))
            .isInstanceOf(UnsupportedFeatureException.class);
    }
}
