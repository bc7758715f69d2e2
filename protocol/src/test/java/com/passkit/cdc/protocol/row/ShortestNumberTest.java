package com.passkit.cdc.protocol.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class ShortestNumberTest {

    private static String print(double value) {
        ByteBuf out = Unpooled.buffer();
        new ShortestNumber().write(value, out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static String print(float value) {
        ByteBuf out = Unpooled.buffer();
        new ShortestNumber().write(value, out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    /** Right column: {@code SELECT CAST(value AS CHAR)} of MySQL 8.0.15. */
    @ParameterizedTest
    @CsvSource({"1e0,1", "-0e0,-0", "0e0,0", "1e20,1e20", "1e14,100000000000000", "1e15,1e15",
        "123456789012345e0,123456789012345", "1234567890123456e0,1.234567890123456e15",
        "12345678901234567e0,1.2345678901234568e16", "1.7976931348623157e308,1.7976931348623157e308",
        "5e-324,5e-324", "2.2250738585072014e-308,2.2250738585072014e-308", "0.01e0,0.01", "1e-7,0.0000001",
        "1.5e-15,0.0000000000000015", "1e-15,0.000000000000001", "1e-16,1e-16", "1.5e-16,1.5e-16",
        "-1e100,-1e100", "1e10,10000000000", "4503599627370497.5e0,4.503599627370498e15",
        "1.234567890123456e-12,0.000000000001234567890123456", "1.5e16,1.5e16",
        "123456.789e0,123456.789", "2e-44,2e-44", "5.684341886080802e-14,0.00000000000005684341886080802"})
    void shouldPrintAsTheServerDoes(double value, String text) {
        assertThat(print(value)).isEqualTo(text);
    }

    @Test
    void shouldPrintFloatsWithTheirOwnDigits() {
        assertThat(print(0.1f)).isEqualTo("0.1");
        assertThat(print(3.4028235e38f)).isEqualTo("3.4028235e38");
        assertThat(print(1.4e-45f)).isEqualTo("1e-45");
        assertThat(print(16777216f)).isEqualTo("16777216");
        assertThat(print(-1.17549435e-38f)).isEqualTo("-1.1754944e-38");
    }

    @Test
    void shouldRefuseWhatIsNoNumber() {
        assertThatThrownBy(() -> print(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> print(Float.NEGATIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
    }
}
