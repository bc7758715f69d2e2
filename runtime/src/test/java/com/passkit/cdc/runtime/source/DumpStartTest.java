package com.passkit.cdc.runtime.source;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.snapshot.catalog.BinaryLog;
import com.passkit.cdc.snapshot.catalog.ServerGtids;
import com.passkit.cdc.snapshot.catalog.ServerState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DumpStartTest {

    private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String OTHER = "4e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final List<BinaryLog> LOGS =
        List.of(new BinaryLog("binlog.000002", 500), new BinaryLog("binlog.000003", 5_000_000_000L));

    private static ServerState server(String gtidMode, String executed, String purged) {
        return new ServerState(SERVER, 1, gtidMode, executed, purged, "binlog.000003", 900);
    }

    private static StartPoint behind(String file, long offset, String gtids, String serverUuid) {
        return new StartPoint.Behind(new Checkpoint(file, offset, gtids, serverUuid));
    }

    private static BinlogPosition choose(StartPoint start, ServerState server) {
        return DumpStart.choose(start, server, LOGS);
    }

    @Test
    void shouldUseTheWholeGtidSetWhereBothHaveGtids() {
        BinlogPosition position =
            choose(behind("gone.000001", 4, SERVER + ":1-7", OTHER), server("ON", SERVER + ":1-9", SERVER + ":1-5"));

        assertThat(position).hasToString("gtid:" + SERVER + ":1-7");
    }

    @Test
    void shouldUseFileAndOffsetWhereTheServerHasNoGtids() {
        assertThat(choose(behind("binlog.000003", 700, SERVER + ":1-7", SERVER), server("OFF", "", "")))
            .isEqualTo(new BinlogPosition.InFile("binlog.000003", 700));
    }

    @Test
    void shouldUseFileAndOffsetWhereThePositionHasNoGtids() {
        assertThat(choose(behind("binlog.000003", 700, null, SERVER), server("ON", SERVER + ":1-9", "")))
            .isEqualTo(new BinlogPosition.InFile("binlog.000003", 700));
    }

    @Test
    void shouldRefusePurgedGtidsAndNameThem() {
        assertLost(behind("binlog.000003", 700, SERVER + ":1-7", SERVER),
            server("ON", SERVER + ":1-99", SERVER + ":1-9"), "purged " + SERVER + ":8-9");
    }

    @Test
    void shouldTellAServerThatLacksOurTransactionsFromOneThatPurgedThem() {
        StartPoint start = behind("binlog.000003", 700, SERVER + ":1-7", SERVER);

        assertThatThrownBy(() -> choose(start, server("ON", SERVER + ":1-5", "")))
            .isInstanceOf(SourceBehindException.class).hasMessageContaining("lacks " + SERVER + ":6-7");
    }

    @Test
    void shouldRefusePurgedFile() {
        assertLost(behind("binlog.000001", 700, null, SERVER), server("OFF", "", ""),
            "one of the server's binary logs [binlog.000002, binlog.000003]");
    }

    @Test
    void shouldRefuseOffsetBehindTheEndOfTheFile() {
        assertLost(behind("binlog.000002", 501, null, SERVER), server("OFF", "", ""), "up to 500");
    }

    @Test
    void shouldRefuseFileOfAnotherServer() {
        assertLost(behind("binlog.000002", 4, null, OTHER), server("OFF", "", ""), "the same server");
    }

    @Test
    void shouldRefuseOffsetThatTheDumpCommandCannotCarry() {
        assertThatThrownBy(() -> choose(behind("binlog.000003", 1L << 32, null, SERVER), server("OFF", "", "")))
            .isInstanceOfSatisfying(MySqlException.class, e -> assertThat(e.recovery()).isEqualTo(Recovery.STOP))
            .hasMessageContaining("gtid_mode=ON");
    }

    @Test
    void shouldStartNowBehindEverythingExecuted() {
        assertThat(choose(new StartPoint.Current(), server("ON", SERVER + ":1-9", "")))
            .hasToString("gtid:" + SERVER + ":1-9");
        assertThat(choose(new StartPoint.Current(), server("OFF", "", ""))).hasToString("file:binlog.000003:900");
    }

    @Test
    void shouldStartEarliestBehindWhatWasPurged() {
        assertThat(choose(new StartPoint.Earliest(), server("ON", SERVER + ":1-9", SERVER + ":1-3")))
            .hasToString("gtid:" + SERVER + ":1-3");
        assertThat(choose(new StartPoint.Earliest(), server("OFF", "", ""))).hasToString("file:binlog.000002:4");
    }

    @Test
    void shouldRefuseGtidsWhereTheServerHasNone() {
        StartPoint start = new StartPoint.At(new BinlogPosition.BehindGtids(GtidSet.parse(SERVER + ":1-3")));

        assertThatThrownBy(() -> choose(start, server("OFF", "", ""))).hasMessageContaining("gtid_mode is not ON");
    }

    private static void assertLost(StartPoint start, ServerState server, String words) {
        assertThatThrownBy(() -> choose(start, server)).isInstanceOf(PositionLostException.class)
            .hasMessageContaining(words).hasMessageContaining("passkit-cdc position reset");
    }

    private static ServerState mariaDb() {
        return new ServerState("1", 1, "ON",
            new ServerGtids(GtidKind.MARIADB, "0-1-100,5-1-7", "0-1-10", "0-1-100,5-1-7", ""), "binlog.000003", 900);
    }

    private static StartPoint behindMariaDb(String gtids) {
        return new StartPoint.Behind(new Checkpoint("binlog.000003", 700, gtids, "9", GtidKind.MARIADB));
    }

    @Test
    void shouldUseThePositionOfAllDomainsOnMariaDb() {
        assertThat(choose(behindMariaDb("0-1-99,5-1-7"), mariaDb())).hasToString("mariadb-gtid:0-1-99,5-1-7");
        assertThat(choose(new StartPoint.Current(), mariaDb())).hasToString("mariadb-gtid:0-1-100,5-1-7");
        assertThat(choose(new StartPoint.Earliest(), mariaDb())).hasToString("mariadb-gtid:0-1-10");
        assertThat(choose(new StartPoint.At(new BinlogPosition.InFile("binlog.000002", 4)), mariaDb()))
            .hasToString("file:binlog.000002:4");
    }

    @Test
    void shouldRefuseWhatMariaDbPurgedOrNeverHad() {
        assertLost(behindMariaDb("0-1-9"), mariaDb(), "it purged 0-1-10");
        assertThatThrownBy(() -> choose(behindMariaDb("0-1-101"), mariaDb()))
            .isInstanceOf(SourceBehindException.class).hasMessageContaining("it lacks 0-1-101");
    }

    /** Both texts are GTIDs of both kinds of server only to somebody who guesses. */
    @Test
    void shouldReadGtidsAsTheServerUnderstandsThem() {
        assertThat(choose(new StartPoint.AtGtids("0-1-99"), mariaDb())).hasToString("mariadb-gtid:0-1-99");
        String digits = "12345678-1234-1234-1234-123456789012:1-5";
        assertThat(choose(new StartPoint.AtGtids(digits), server("ON", digits, ""))).hasToString("gtid:" + digits);
        assertThat(choose(new StartPoint.AtGtids(""), server("ON", digits, ""))).hasToString("gtid:");
        assertThat(choose(new StartPoint.AtGtids("5-1-7"), new ServerState("1", 1, "ON",
            new ServerGtids(GtidKind.MARIADB, "5-1-7", "", "5-1-7", ""), "binlog.000003", 900)))
            .hasToString("mariadb-gtid:5-1-7");
        assertThatThrownBy(() -> choose(new StartPoint.AtGtids("0-1-99"), server("ON", digits, "")))
            .hasMessageContaining("position: gtid:0-1-99 (expected: GTIDs of MYSQL");
        assertThatThrownBy(() -> choose(new StartPoint.AtGtids(digits), mariaDb()))
            .hasMessageContaining("(expected: GTIDs of MARIADB");
        assertThatThrownBy(() -> choose(new StartPoint.At(BinlogPosition.parse("gtid:" + digits)), mariaDb()))
            .hasMessageContaining("(expected: GTIDs of MARIADB");
    }

    @Test
    void shouldNotContinueOneKindOfServerOnTheOther() {
        assertLost(behindMariaDb("0-1-99"), server("ON", SERVER + ":1-9", ""), "one of MARIADB (expected: one of MYSQL");
        assertLost(behind("binlog.000003", 700, null, "1"), mariaDb(), "one of MYSQL (expected: one of MARIADB");
    }
}
