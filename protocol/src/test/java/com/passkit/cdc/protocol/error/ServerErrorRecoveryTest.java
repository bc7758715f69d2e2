package com.passkit.cdc.protocol.error;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerErrorRecoveryTest {

    @ParameterizedTest
    @CsvSource({"1040, RECONNECT", "1053, RECONNECT", "1317, RECONNECT", "4031, RECONNECT", "6400, RECONNECT",
        "6401, RECONNECT", "1045, STOP", "1227, STOP", "1146, STOP"})
    void shouldDecideByTheNumber(int errorNumber, Recovery expected) {
        assertThat(ServerErrorRecovery.of(errorNumber)).isEqualTo(expected);
    }
}
