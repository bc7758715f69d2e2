package com.passkit.cdc.protocol.row.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class JsonDigitsFuzzTest {

    @Property
    void shouldWriteDigitsAsJavaDoes(@ForAll long value) {
        assertThat(text(out -> JsonDigits.writeSigned(value, out))).isEqualTo(Long.toString(value));
        assertThat(text(out -> JsonDigits.writeUnsigned(value, out))).isEqualTo(Long.toUnsignedString(value));
    }

    @Property
    void shouldPadDatesAndTimes(@ForAll @IntRange(max = 9999) int year, @ForAll @IntRange(max = 99) int two,
        @ForAll @IntRange(max = 999_999) int micros, @ForAll @IntRange(max = 6) int scale) {
        assertThat(text(out -> JsonTemporals.writeDate(year, two, 99 - two, out)))
            .isEqualTo(String.format(Locale.ROOT, "%04d-%02d-%02d", year, two, 99 - two));
        String fraction = scale == 0 ? "" : '.' + String.format(Locale.ROOT, "%06d", micros).substring(0, scale);
        assertThat(text(out -> JsonTemporals.writeTime(true, year, two, 99 - two, micros, scale, out)))
            .isEqualTo(String.format(Locale.ROOT, "-%02d:%02d:%02d", year, two, 99 - two) + fraction);
    }

    private static String text(Consumer<ByteBuf> writer) {
        ByteBuf out = Unpooled.buffer();
        writer.accept(out);
        return out.toString(StandardCharsets.US_ASCII);
    }
}
