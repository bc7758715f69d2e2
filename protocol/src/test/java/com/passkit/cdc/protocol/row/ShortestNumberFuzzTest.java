package com.passkit.cdc.protocol.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class ShortestNumberFuzzTest {

    private static final String SEED = "20261123";

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

    @Property(tries = 20_000, seed = SEED)
    void shouldReadBackAndBeShortest(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isFinite(value)) {
            String text = print(value);
            assertThat(Double.doubleToRawLongBits(Double.parseDouble(text))).isEqualTo(bits);
            assertShortest(value, text, t -> Double.parseDouble(t) == value);
        }
    }

    @Property(tries = 20_000, seed = SEED)
    void shouldReadBackAndBeShortestAsFloat(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isFinite(value)) {
            String text = print(value);
            assertThat(Float.floatToRawIntBits(Float.parseFloat(text))).isEqualTo(bits);
            assertShortest(value, text, t -> Float.parseFloat(t) == value);
        }
    }

    /** No decimal with a digit less reads back, and none with as many is nearer. */
    private static void assertShortest(double value, String text, Predicate<String> readsBack) {
        BigDecimal printed = new BigDecimal(text).stripTrailingZeros();
        BigDecimal exact = new BigDecimal(value);
        int digits = printed.precision();
        if (digits > 1) {
            for (RoundingMode mode : new RoundingMode[] {RoundingMode.FLOOR, RoundingMode.CEILING}) {
                BigDecimal shorter = exact.round(new MathContext(digits - 1, mode));
                assertThat(readsBack.test(shorter.toString())).as(text + " or " + shorter).isFalse();
            }
        }
        BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        if (readsBack.test(nearest.toString())) {
            assertThat(printed.subtract(exact).abs()).isLessThanOrEqualTo(nearest.subtract(exact).abs());
        }
    }
}
