package com.passkit.cdc.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.cli.options.StartPointConverter;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.snapshot.catalog.BinaryLog;
import com.passkit.cdc.snapshot.catalog.ServerGtids;
import com.passkit.cdc.snapshot.catalog.ServerState;

import picocli.CommandLine.TypeConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PositionResolverTest {

    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final List<BinaryLog> LOGS =
        List.of(new BinaryLog("binlog.000004", 1000), new BinaryLog("binlog.000005", 2000));
    private static final ServerState WITH_GTIDS =
        new ServerState(UUID, 1, "ON", UUID + ":1-90", UUID + ":1-10", "binlog.000005", 2000);
    private static final ServerState WITHOUT_GTIDS = new ServerState(UUID, 1, "OFF", "", "", "binlog.000005", 2000);

    @Test
    void shouldTakeWhereTheServerStands() {
        assertThat(resolve("now", WITH_GTIDS)).isEqualTo(new Checkpoint("binlog.000005", 2000, UUID + ":1-90", UUID));
        assertThat(resolve("now", WITHOUT_GTIDS)).isEqualTo(new Checkpoint("binlog.000005", 2000, null, UUID));
    }

    @Test
    void shouldTakeTheFirstThatTheServerHas() {
        assertThat(resolve("earliest", WITH_GTIDS))
            .isEqualTo(new Checkpoint("binlog.000004", 4, UUID + ":1-10", UUID));
        assertThat(resolve("earliest", WITHOUT_GTIDS)).isEqualTo(new Checkpoint("binlog.000004", 4, null, UUID));
    }

    @Test
    void shouldTakeAFileAndOffset() {
        assertThat(resolve("file:binlog.000004:157", WITH_GTIDS))
            .isEqualTo(new Checkpoint("binlog.000004", 157, null, UUID));
    }

    @Test
    void shouldTakeAGtidSet() {
        assertThat(resolve("gtid:" + UUID + ":1-50", WITH_GTIDS))
            .isEqualTo(new Checkpoint("binlog.000004", 4, UUID + ":1-50", UUID));
    }

    /** The same flag for both kinds of server: whose GTIDs they are, the server says. */
    @Test
    void shouldTakeGtidsOfMariaDbWhereTheServerIsOne() {
        ServerState mariaDb = new ServerState("1", 1, "ON",
            new ServerGtids(GtidKind.MARIADB, "0-1-90,2-1-5", "0-1-10", "0-1-90,2-1-5", ""), "binlog.000005", 2000);
        for (String text : List.of("gtid:0-1-50", "mariadb-gtid:0-1-50")) {
            assertThat(resolve(text, mariaDb))
                .isEqualTo(new Checkpoint("binlog.000004", 4, "0-1-50", "1", GtidKind.MARIADB));
        }
        assertThat(resolve("now", mariaDb))
            .isEqualTo(new Checkpoint("binlog.000005", 2000, "0-1-90,2-1-5", "1", GtidKind.MARIADB));
        assertThat(resolve("earliest", mariaDb))
            .isEqualTo(new Checkpoint("binlog.000004", 4, "0-1-10", "1", GtidKind.MARIADB));
        assertThatThrownBy(() -> resolve("gtid:0-1-9", mariaDb)).hasMessageContaining("which has 0-1-10 besides");
        assertThatThrownBy(() -> resolve("gtid:0-1-91", mariaDb)).hasMessageContaining("which lacks 0-1-91");
        assertThatThrownBy(() -> resolve("gtid:" + UUID + ":1", mariaDb)).hasMessageContaining("GTIDs of MARIADB");
        assertThatThrownBy(() -> resolve("gtid:0-1-50", WITH_GTIDS)).hasMessageContaining("GTIDs of MYSQL");
    }

    @Test
    void shouldRefuseWhatTheServerDoesNotHave() {
        assertGone("file:binlog.000003:4", "one of the server's binary logs, binlog.000004 to binlog.000005");
        assertGone("file:binlog.000004:1001", "an offset up to 1000");
        assertGone("gtid:" + UUID + ":11-50", "to contain gtid_purged of the server, which has " + UUID + ":1-10");
        assertGone("gtid:" + UUID + ":1-91", "which lacks " + UUID + ":91");
    }

    @Test
    void shouldRefuseGtidsWhereThereAreNone() {
        assertThatThrownBy(() -> resolve("gtid:" + UUID + ":1", WITHOUT_GTIDS)).isInstanceOf(ConfigException.class)
            .hasMessage("position: gtid:" + UUID + ":1 (expected: file:<name>:<offset>, for gtid_mode of the server is "
                + "OFF)");
    }

    @Test
    void shouldRefuseWhatIsNoPosition() {
        for (String text : List.of("later", "file:binlog.000004", "file:binlog.000004:x", "file:binlog.000004:3",
            "gtid:x", "gtid:" + UUID + ":0")) {
            assertThatThrownBy(() -> new StartPointConverter().convert(text)).as(text)
                .isInstanceOf(TypeConversionException.class).hasMessageContaining("'" + text + "'");
        }
    }

    private static void assertGone(String text, String expected) {
        assertThatThrownBy(() -> resolve(text, WITH_GTIDS)).as(text).isInstanceOfSatisfying(MySqlException.class,
            e -> assertThat(e.recovery()).isEqualTo(Recovery.RESNAPSHOT)).hasMessageContaining(expected);
    }

    private static Checkpoint resolve(String text, ServerState server) {
        return PositionResolver.resolve(new StartPointConverter().convert(text), server, LOGS);
    }
}
