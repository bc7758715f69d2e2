package com.passkit.cdc.protocol.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinlogPositionTest {

    @ParameterizedTest
    @ValueSource(strings = {"file:binlog.000007:8912", "file:a:b:4", "file:binlog.000001:5000000000",
        "gtid:3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5", "gtid:",
        "mariadb-gtid:0-1-5,2-1-9", "mariadb-gtid:"})
    void shouldReadWhatItPrints(String text) {
        assertThat(BinlogPosition.parse(text)).hasToString(text);
    }

    @Test
    void shouldKeepNameAndOffsetOfFile() {
        assertThat(BinlogPosition.parse("file:binlog.000007:8912"))
            .isEqualTo(new BinlogPosition.InFile("binlog.000007", 8912));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "binlog.000007:8912", "file:binlog.000007", "file::4", "file:binlog.000007:3",
        "file:binlog.000007:x", "file:4", "gtid:x", "GTID:",
        "gtid:0-1-5", "mariadb-gtid:3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5", "mariadb:0-1-5"})
    void shouldRefuseAnythingElse(String text) {
        assertThatThrownBy(() -> BinlogPosition.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("(expected: ");
    }
}
