package com.passkit.cdc.cli.config;

import java.util.List;

import com.passkit.cdc.snapshot.catalog.NearestName;

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
        assertThat(NearestName.distance("hsot", "host")).isEqualTo(1);
        assertThat(NearestName.distance("", "host")).isEqualTo(4);
        assertThat(NearestName.distance("hots", "host")).isEqualTo(1);
    }
}
