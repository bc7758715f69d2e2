package com.passkit.cdc.protocol.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

class GtidSetTest {

    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "f2d8a8a0-1111-11ee-8000-000000000001";

    private static String encoded(String set) {
        ByteBuf out = Unpooled.buffer();
        GtidSet.parse(set).encode(out);
        return ByteBufUtil.hexDump(out);
    }

    private static GtidSet decoded(String hex) {
        byte[] bytes = ByteBufUtil.decodeHexDump(hex);
        return GtidSet.decode(Unpooled.wrappedBuffer(new byte[3], bytes, new byte[2]), 3, bytes.length);
    }

    @Test
    void shouldEncodeUntaggedSet() {
        String hex = "0100000000000000" + A.replace("-", "") + "0200000000000000"
            + "0100000000000000" + "0600000000000000" + "0700000000000000" + "0800000000000000";
        assertThat(encoded(A + ":1-5:7")).isEqualTo(hex);
        assertThat(decoded(hex)).hasToString(A + ":1-5:7");
    }

    @Test
    void shouldEncodeTaggedSetWithFormatInBothEnds() {
        String hex = "0102000000000001" + A.replace("-", "") + "00" + "0100000000000000"
            + "0100000000000000" + "0600000000000000"
            + A.replace("-", "") + "06746167" + "0100000000000000"
            + "0100000000000000" + "0400000000000000";
        assertThat(encoded(A + ":1-5:tag:1-3")).isEqualTo(hex);
        assertThat(decoded(hex)).hasToString(A + ":1-5:tag:1-3");
    }

    @Test
    void shouldEncodeEmptySet() {
        assertThat(encoded("")).isEqualTo("0000000000000000");
        assertThat(decoded("0000000000000000").isEmpty()).isTrue();
    }

    @Test
    void shouldRefuseEveryTruncationOfAnEncoding() {
        byte[] bytes = ByteBufUtil.decodeHexDump(encoded(A + ":1-5:7:tag:3," + B + ":9"));
        for (int length = 0; length < bytes.length; length++) {
            int tooShort = length;
            assertThatThrownBy(() -> GtidSet.decode(Unpooled.wrappedBuffer(bytes), 0, tooShort))
                .as("length " + length).isInstanceOf(MalformedPacketException.class);
        }
        assertThatThrownBy(() -> GtidSet.decode(Unpooled.wrappedBuffer(bytes, new byte[1]), 0, bytes.length + 1))
            .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldRefuseUnknownFormatAndUnsortedIntervals() {
        assertThatThrownBy(() -> decoded("0000000000000002")).hasMessage(
            "GtidSet.format: 2 (expected: 0 (untagged) or 1 (tagged))");
        assertThatThrownBy(() -> decoded("0100000000000000" + A.replace("-", "") + "0100000000000000"
            + "0500000000000000" + "0500000000000000"))
            .hasMessage("GtidSet.source.interval: 5 to 5 (expected: start > 0, end > start)");
    }

    @Test
    void shouldPrintAsTheServerDoes() {
        assertThat(GtidSet.parse(B + ":9," + A.toUpperCase() + ":7:1-3:4-5,\n" + A + ":zeta:1:2:Alpha:3"))
            .hasToString(A + ":1-5:7:alpha:3:zeta:1-2," + B + ":9");
    }

    @Test
    void shouldAllowWhiteSpaceWhereTheServerDoes() {
        assertThat(GtidSet.parse(" " + A + " : 1 - 5 : 7 ,\r\n\t" + B + ":tag : 1\n"))
            .hasToString(A + ":1-5:7," + B + ":tag:1");
        assertThat(GtidSet.parse(" \n").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "x", A, A + ":", A + ":0", A + ":5-3", A + ":1-", A + ":-1", A + ":1:", A + ":1,", "," + A + ":1", A + ":tag",
        A + ":tag:", A + ":1:9tag:1", A + ":1 2", A + ":9223372036854775807", A + ":99999999999999999999", A + ":tâg:1",
        A + ":abcdefghijabcdefghijabcdefghijabc:1", "3e11fa47-71ca-11e1-9e33-c80aa942956:1", A + "0:1", A + ":1;" + B,
        "3e11fa4-771ca-11e1-9e33-c80aa9429562:1"})
    void shouldRefuseWhatIsNoSet(String text) {
        assertThatThrownBy(() -> GtidSet.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("gtidSet.").hasMessageContaining("(expected: ").hasMessageContaining(text);
    }

    @Test
    void shouldSortSourcesByUnsignedBytes() {
        assertThat(GtidSet.parse("ffffffff-0000-0000-0000-000000000000:1,00000000-0000-0000-ffff-000000000000:1"
            + ",00000000-0000-0000-0000-000000000000:1")).hasToString("00000000-0000-0000-0000-000000000000:1,"
            + "00000000-0000-0000-ffff-000000000000:1,ffffffff-0000-0000-0000-000000000000:1");
    }

    @Test
    void shouldExtendLastIntervalAndCloseGaps() {
        GtidSet set = new GtidSet();
        UUID a = UUID.fromString(A);
        assertThat(set.add(Gtid.of(a, 1))).isTrue();
        assertThat(set.add(Gtid.of(a, 2))).isTrue();
        assertThat(set.add(Gtid.of(a, 2))).isFalse();
        assertThat(set.add(Gtid.of(a, 5))).isTrue();
        assertThat(set).hasToString(A + ":1-2:5");
        assertThat(set.add(Gtid.of(a, 4))).isTrue();
        assertThat(set.add(Gtid.of(a, 3))).isTrue();
        assertThat(set).hasToString(A + ":1-5");
        assertThat(set.add(new Gtid(a, "tag", 1))).isTrue();
        assertThat(set.add(Gtid.of(UUID.fromString(B), 1))).isTrue();
        assertThat(set.add(Gtid.of(a, 6))).isTrue();
        assertThat(set).hasToString(A + ":1-6:tag:1," + B + ":1");
    }

    @Test
    void shouldNotChangeCopyOrResultsLater() {
        GtidSet set = GtidSet.parse(A + ":1-5");
        GtidSet copy = set.copy();
        GtidSet minus = set.minus(GtidSet.parse(B + ":1"));
        GtidSet union = new GtidSet();
        union.addAll(set);
        set.add(Gtid.parse(A + ":6"));
        assertThat(copy).hasToString(A + ":1-5");
        assertThat(minus).hasToString(A + ":1-5");
        assertThat(union).hasToString(A + ":1-5");
        assertThat(copy).isNotEqualTo(set);
    }

    @Test
    void shouldKeepLargestNumber() {
        String text = A + ":1-" + Gtid.MAX_NUMBER;
        assertThat(GtidSet.parse(text)).hasToString(text);
        assertThat(GtidSet.parse(text).contains(Gtid.parse(A + ":" + Gtid.MAX_NUMBER))).isTrue();
        assertThat(GtidSet.parse(text).minus(GtidSet.parse(A + ":7"))).hasToString(A + ":1-6:8-" + Gtid.MAX_NUMBER);
    }

    @Test
    void shouldParseGtid() {
        assertThat(Gtid.parse(A + ":23")).isEqualTo(Gtid.of(UUID.fromString(A), 23)).hasToString(A + ":23");
        assertThat(Gtid.parse(A + ":Tag:23")).isEqualTo(new Gtid(UUID.fromString(A), "tag", 23));
        assertThatThrownBy(() -> Gtid.parse(A + ":1-2")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Gtid.parse("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Gtid(UUID.fromString(A), "Tag", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
