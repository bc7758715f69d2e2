package com.passkit.cdc.snapshot.catalog;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EnumLabelsTest {

    @Test
    void shouldReadLabels() {
        assertThat(EnumLabels.parse("enum('a')")).containsExactly("a");
        assertThat(EnumLabels.parse("set('x','y z','')")).containsExactly("x", "y z", "");
    }

    @Test
    void shouldReadQuotesAndEscapes() {
        assertThat(EnumLabels.parse("enum('it''s','b\\\\c','ü,é','\\n\t','''','\"',')','\\0\\r')"))
            .isEqualTo(List.of("it's", "b\\c", "ü,é", "\n\t", "'", "\"", ")", "\0\r"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"enum", "enum(", "enum()", "enum('a'", "enum('a", "enum('a',", "enum('a'x)"})
    void shouldRefuseWhatIsNoList(String columnType) {
        assertThatThrownBy(() -> EnumLabels.parse(columnType)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("columnType: " + columnType);
    }
}
