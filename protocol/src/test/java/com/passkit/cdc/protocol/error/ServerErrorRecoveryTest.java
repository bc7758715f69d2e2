package com.passkit.cdc.protocol.error;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerErrorRecoveryTest {

    /** In the words of 5.7, 8.0 and 9.x. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "RESNAPSHOT | Could not find first log file name in binary log index file",
        "RESNAPSHOT | Client requested master to start replication from position > file size",
        "RESNAPSHOT | Client requested source to start replication from position > file size",
        "RESNAPSHOT | Client requested master to start replication from impossible position",
        "RESNAPSHOT | The slave is connecting using CHANGE MASTER TO MASTER_AUTO_POSITION = 1, but the master has"
            + " purged binary logs containing GTIDs that the slave requires.",
        "RESNAPSHOT | Cannot replicate because the source purged required binary logs.",
        "RESNAPSHOT | Slave has more GTIDs than the master has, using the master's SERVER_UUID.",
        "RECONNECT  | A slave with the same server_uuid/server_id as this slave has connected to the master",
        "STOP       | bogus data in log event; the first event 'binlog.000001' at 5, the last event read from",
        "STOP       | log event entry exceeded max_allowed_packet; Increase max_allowed_packet on source"})
    void shouldTellTheMeaningsOfADumpErrorApart(Recovery expected, String message) {
        assertThat(ServerErrorRecovery.of(1236, message)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1040, RECONNECT", "1053, RECONNECT", "1317, RECONNECT", "4031, RECONNECT", "1045, STOP", "1227, STOP",
        "1146, STOP"})
    void shouldDecideByTheNumber(int errorNumber, Recovery expected) {
        assertThat(ServerErrorRecovery.of(errorNumber, "")).isEqualTo(expected);
    }
}
