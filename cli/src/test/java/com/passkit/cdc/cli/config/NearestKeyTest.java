package com.passkit.cdc.cli.config;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NearestKeyTest {

    private static final List<String> KNOWN =
        List.of("name", "source", "source.user", "source.tls.key", "publish.tls.key", "publish.auth.user");

    @Test
    void shouldPreferTheSameSection() {
        assertThat(NearestKey.find("publish.auth.usr", KNOWN)).isEqualTo("publish.auth.user");
        assertThat(NearestKey.find("source.usr", KNOWN)).isEqualTo("source.user");
    }

    @Test
    void shouldFindTheSectionOfAKeyThatStandsElsewhere() {
        assertThat(NearestKey.find("user", KNOWN)).isEqualTo("source.user");
    }

    @Test
    void shouldFindNothingWhereNothingIsAlike() {
        assertThat(NearestKey.find("source.compression", KNOWN)).isNull();
    }

    @Test
    void shouldCountSwappedNeighboursAsOneStep() {
        assertThat(NearestKey.distance("hsot", "host")).isEqualTo(1);
        assertThat(NearestKey.distance("", "host")).isEqualTo(4);
        assertThat(NearestKey.distance("hots", "host")).isEqualTo(1);
    }
}
