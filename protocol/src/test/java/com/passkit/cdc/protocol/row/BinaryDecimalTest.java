package com.passkit.cdc.protocol.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

class BinaryDecimalTest {

    @Test
    void shouldPrintEveryValueOfASmallDecimal() {
        for (int unscaled = 0; unscaled < 100_000; unscaled++) {
            // DECIMAL(5,2): two bytes for three digits, one for two
            int integer = unscaled / 100;
            ByteBuf positive = Unpooled.buffer().writeShort(integer | 0x8000).writeByte(unscaled % 100);
            ByteBuf negative = Unpooled.buffer().writeShort(~(integer | 0x8000)).writeByte(~(unscaled % 100));
            String text = integer + "." + unscaled / 10 % 10 + unscaled % 10;

            assertThat(print(positive, 5, 2)).isEqualTo(text);
            assertThat(print(negative, 5, 2)).isEqualTo(unscaled == 0 ? text : '-' + text);
        }
    }

    @Test
    void shouldRefuseGroupsOfTooManyDigits() {
        assertThatThrownBy(() -> print(bytes("bb9aca00"), 9, 0)).isInstanceOf(MalformedPacketException.class)
            .hasMessageContaining("1000000000 (expected: < 1000000000, 9 digits)");
        assertThatThrownBy(() -> print(bytes("80000001 ffffffff"), 18, 0))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("4294967295 (expected: < 1000000000");
        assertThatThrownBy(() -> print(bytes("80000001 64"), 11, 2)).isInstanceOf(MalformedPacketException.class)
            .hasMessageContaining("100 (expected: < 100, 2 digits)");
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    }

    private static String print(ByteBuf bytes, int precision, int scale) {
        byte[] out = new byte[BinaryDecimal.MAX_TEXT_LENGTH];
        int length = BinaryDecimal.print(bytes, 0, precision, scale, out);
        return new String(out, 0, length, StandardCharsets.US_ASCII);
    }
}
