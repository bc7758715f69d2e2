package com.passkit.cdc.protocol.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DumpRefusalTest {

    /** In the words of 5.6, 5.7, 8.0, 9.x and MariaDB 10.11, as their programs hold them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "FILE_GONE | Could not find first log file name in binary log index file",
        "BEHIND_THE_FILE | Client requested master to start replication from position > file size",
        "BEHIND_THE_FILE | Client requested source to start replication from position > file size",
        "BEHIND_THE_FILE | Client requested master to start replication from position < 4",
        "BEHIND_THE_FILE | Client requested master to start replication from impossible position; the first event"
            + " 'binlog.000002' at 9000, the last event read from 'binlog.000002' at 4, the last byte read from"
            + " 'binlog.000002' at 4.",
        "INSIDE_AN_EVENT | Slave requested incorrect position in master binlog. Requested position 9 in file 'b.1', but"
            + " this position does not correspond to the location of any binlog event.",
        "GTIDS_PURGED | The slave is connecting using CHANGE MASTER TO MASTER_AUTO_POSITION = 1, but the master has"
            + " purged binary logs containing GTIDs that the slave requires.",
        "GTIDS_PURGED | Cannot replicate because the master purged required binary logs. Replicate the missing"
            + " transactions from elsewhere, or provision a new slave from backup.",
        "GTIDS_PURGED | Cannot replicate because the source purged required binary logs. Replicate the missing"
            + " transactions from elsewhere, or provision a new replica from backup.",
        "GTIDS_PURGED | Could not find GTID state requested by slave in any binlog files. Probably the slave state is"
            + " too old and required binlog files have been purged.",
        "GTIDS_UNKNOWN | Slave has more GTIDs than the master has, using the master's SERVER_UUID. This may indicate"
            + " that the end of the binary log was truncated or that the last binary log file was lost",
        "GTIDS_UNKNOWN | Replica has more GTIDs than the source has, using the source's SERVER_UUID.",
        "GTIDS_UNKNOWN | Error: connecting slave requested to start from GTID 0-1-9, which is not in the master's"
            + " binlog",
        "HISTORY_DIVERGED | Error: connecting slave requested to start from GTID 0-1-9, which is not in the master's"
            + " binlog. Since the master's binlog contains GTIDs with higher sequence numbers, it probably means that"
            + " the slave has diverged due to executing extra erroneous transactions",
        "HISTORY_DIVERGED | The binlog on the master is missing the GTID 0-1-50 requested by the slave (even though"
            + " both a prior and a subsequent sequence number does exist), and GTID strict mode is enabled",
        "REPLACED | A slave with the same server_uuid/server_id as this slave has connected to the master; the first"
            + " event 'binlog.000001' at 4, the last event read from './binlog.000001' at 123, the last byte read from"
            + " './binlog.000001' at 154.",
        "REPLACED | A replica with the same server_uuid/server_id as this replica has connected to the source",
        "GTID_MODE_NOT_ON | The replication sender thread cannot start in AUTO_POSITION mode: this server has GTID_MODE"
            + " = OFF_PERMISSIVE instead of ON.",
        "ANONYMOUS_TRANSACTION | Cannot replicate anonymous transaction when AUTO_POSITION = 1, at file"
            + " ./binlog.000001, position 154.",
        "ANONYMOUS_TRANSACTION | Cannot replicate anonymous transaction when @@GLOBAL.GTID_MODE = ON, at file"
            + " ./binlog.000001, position 154.",
        "GTID_TRANSACTION | Found a Gtid_log_event or Previous_gtids_log_event when @@GLOBAL.GTID_MODE = OFF.",
        "GTID_TRANSACTION | Cannot replicate GTID-transaction when @@GLOBAL.GTID_MODE = OFF, at file ./binlog.000001,"
            + " position 154.",
        "LOG_DAMAGED | Binlog has bad magic number;  It's not a binary log file that can be used by this version of"
            + " MySQL",
        "LOG_DAMAGED | Could not find format_description_event in binlog file; the first event 'binlog.000002' at 4,"
            + " the last event read from './binlog.000002' at 124, the last byte read from './binlog.000002' at 124.",
        "LOG_DAMAGED | Failed to find format descriptor event in start of binlog",
        "LOG_DAMAGED | event read from binlog did not pass crc check; the first event 'binlog.000002' at 4, the last"
            + " event read from './binlog.000002' at 380, the last byte read from './binlog.000002' at 399.",
        "LOG_DAMAGED | Could not open log file",
        "LOG_DAMAGED | Failed to read Gtid_log_event: corrupt binlog",
        "LOG_UNREADABLE | I/O error reading log event",
        "LOG_UNREADABLE | memory allocation failed reading log event",
        "LOG_UNREADABLE | Could not decrypt binlog: encryption key error",
        "LOG_UNREADABLE | could not find next log",
        "LOG_UNREADABLE | Error reading header of binary log while looking for the oldest binary log that contains any"
            + " GTID that is not in the given gtid set",
        "LOG_UNREADABLE | Could not get list of binary logs while looking for the oldest binary log that contains any"
            + " GTID that is not in the given gtid set",
        "LOG_OFF | Binary log is not open",
        "SOURCE_WITHOUT_ID | Misconfigured master - master server_id is 0",
        "SOURCE_WITHOUT_ID | Misconfigured source - source server_id is 0",
        "SOURCE_WITHOUT_ID | Misconfigured master - server_id was not set",
        "CHECKSUM_UNAWARE | Slave can not handle replication events with the checksum that master is configured to log",
        "CHECKSUM_UNAWARE | Replica can not handle replication events with the checksum that source is configured to"
            + " log",
        "NOT_SENT | Failed on my_net_write()",
        "NOT_SENT | failed on my_net_write()",
        "OTHER | run 'before_send_event' hook failed"})
    void shouldTellTheMeaningsApart(DumpRefusal expected, String message) {
        ServerErrorException error = ServerErrorException.of(1236, "HY000", message);
        assertThat(error.dumpRefusal()).isEqualTo(expected);
        assertThat(error.recovery()).isEqualTo(expected.recovery());
        assertThat(error).hasMessageContaining(message).hasMessageContaining(expected.explanation());
    }

    /**
     * "exceeded max_allowed_packet" means one event that is too large, or a position in the middle of an event, whose
     * bytes pass for a length. Where nothing could be read, it is the position.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "INSIDE_AN_EVENT | log event entry exceeded max_allowed_packet; Increase max_allowed_packet on master | 103 |"
            + " 103 | 122",
        "INSIDE_AN_EVENT | log event entry exceeded max_allowed_packet; Increase max_allowed_packet on source | 600 |"
            + " 126 | 619",
        "INSIDE_AN_EVENT | log event entry exceeded max_allowed_packet; Increase max_allowed_packet on source | 5 | 126"
            + " | 24",
        "INSIDE_AN_EVENT | bogus data in log event | 411 | 123 | 430",
        "INSIDE_AN_EVENT | binlog truncated in the middle of event; consider out of disk space on master | 404 | 124"
            + " | 1453",
        "INSIDE_AN_EVENT | unknown error reading log event on the master | 404 | 123 | 1417",
        "EVENT_TOO_LARGE | log event entry exceeded max_allowed_packet; Increase max_allowed_packet on master | 4 | 380"
            + " | 399",
        "EVENT_TOO_LARGE | log event entry exceeded max_allowed_packet; Increase max_allowed_packet on source | 154 |"
            + " 380 | 399",
        "LOG_DAMAGED | bogus data in log event | 154 | 380 | 399",
        "LOG_DAMAGED | binlog truncated in the middle of event; consider out of disk space on master | 4 | 1373 | 1387",
        "LOG_DAMAGED | unknown error reading log event on the master | 4 | 1373 | 1387"})
    void shouldTellAPositionInsideAnEventFromADamagedLog(
        DumpRefusal expected, String message, String start, String lastEvent, String lastByte) {
        String places = "; the first event 'binlog.000002' at " + start + ", the last event read from './binlog.000002'"
            + " at " + lastEvent + ", the last byte read from './binlog.000002' at " + lastByte + '.';
        assertThat(ServerErrorException.of(1236, "HY000", message + places).dumpRefusal()).isEqualTo(expected);
        String inALaterFile = places.replace("'./binlog.000002'", "'/var/lib/mysql/binlog.000003'");
        assertThat(ServerErrorException.of(1236, "HY000", message + inALaterFile).dumpRefusal())
            .isNotEqualTo(DumpRefusal.INSIDE_AN_EVENT);
    }

    @Test
    void shouldTellAReplacedReplicaOfMariaDbByItsOwnNumber() {
        ServerErrorException error = ServerErrorException.of(4052, "HY000", "in whatever words");
        assertThat(error.dumpRefusal()).isEqualTo(DumpRefusal.REPLACED);
        assertThat(error.recovery()).isEqualTo(Recovery.RECONNECT);
    }

    @Test
    void shouldLeaveOtherErrorsAlone() {
        assertThat(ServerErrorException.of(1146, "42S02", "Could not find first log file name").dumpRefusal()).isNull();
    }

    /** A new snapshot only where nothing else helps; waiting only where it can help. */
    @Test
    void shouldDecide() {
        assertThat(with(Recovery.RESNAPSHOT)).containsExactly(DumpRefusal.FILE_GONE, DumpRefusal.BEHIND_THE_FILE,
            DumpRefusal.INSIDE_AN_EVENT, DumpRefusal.GTIDS_PURGED, DumpRefusal.GTIDS_UNKNOWN,
            DumpRefusal.HISTORY_DIVERGED);
        assertThat(with(Recovery.RECONNECT)).containsExactly(DumpRefusal.REPLACED, DumpRefusal.GTID_MODE_NOT_ON,
            DumpRefusal.LOG_UNREADABLE, DumpRefusal.NOT_SENT);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
    void shouldExplainItself(DumpRefusal refusal) {
        assertThat(refusal.explanation()).endsWith(".");
    }

    private static Set<DumpRefusal> with(Recovery recovery) {
        EnumSet<DumpRefusal> found = EnumSet.noneOf(DumpRefusal.class);
        Arrays.stream(DumpRefusal.values()).filter(refusal -> refusal.recovery() == recovery).forEach(found::add);
        return found;
    }
}
