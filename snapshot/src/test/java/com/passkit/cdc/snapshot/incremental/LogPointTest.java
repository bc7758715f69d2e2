package com.passkit.cdc.snapshot.incremental;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogPointTest {

    @Test
    void shouldOrderFilesByTheirNumber() {
        assertThat(new LogPoint("binlog.000010", 4)).isGreaterThan(new LogPoint("binlog.000009", 900));
        assertThat(new LogPoint("binlog.1000000", 4)).isGreaterThan(new LogPoint("binlog.999999", 900));
    }

    @Test
    void shouldOrderPlacesInAFile() {
        assertThat(new LogPoint("binlog.000010", 4L << 30).isAtOrBehind(new LogPoint("binlog.000010", 900))).isTrue();
        assertThat(new LogPoint("binlog.000010", 900).isAtOrBehind(new LogPoint("binlog.000010", 900))).isTrue();
        assertThat(new LogPoint("binlog.000010", 899).isAtOrBehind(new LogPoint("binlog.000010", 900))).isFalse();
    }
}
