package com.passkit.cdc.runtime.source;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.snapshot.catalog.BinaryLog;
import com.passkit.cdc.snapshot.catalog.ServerState;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A position whose file the server does not have any more, or never had. */
class HistoryCheckTest {

    private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final List<BinaryLog> LOGS =
        List.of(new BinaryLog("binlog.000004", 500), new BinaryLog("binlog.000005", 700));

    private static void require(String file, String ours, String purged) {
        ServerState server = new ServerState(SERVER, 1, "ON", SERVER + ":1-99", purged, "binlog.000005", 700);
        HistoryCheck.requirePurged(new Checkpoint(file, 4, ours, SERVER), server, LOGS);
    }

    @Test
    void shouldGoOnWhereTheFileWasPurgedWithAllThatWasReadOfIt() {
        assertThatCode(() -> require("binlog.000003", SERVER + ":1-7", SERVER + ":1-7")).doesNotThrowAnyException();
    }

    /** In the history that was read they lay before the end of that file, so that they would be purged too. */
    @Test
    void shouldRefuseWhereTheFileIsGoneAndWhatWasReadOfItIsNot() {
        assertThatThrownBy(() -> require("binlog.000003", SERVER + ":1-7", SERVER + ":1-5"))
            .isInstanceOf(PositionLostException.class).hasMessageContainingAll(SERVER + ":6-7", "gtid_purged");
    }

    @Test
    void shouldRefuseAFileThatIsYetToCome() {
        assertThatThrownBy(() -> require("binlog.000006", SERVER + ":1-7", ""))
            .isInstanceOf(PositionLostException.class).hasMessageContaining("the last file of the server is");
        assertThatThrownBy(() -> require("binlog.1000000", SERVER + ":1-7", ""))
            .isInstanceOf(PositionLostException.class);
    }

    /** log_bin was given another name: its files tell nothing of those before. */
    @Test
    void shouldNotCompareFilesOfAnotherName() {
        assertThatCode(() -> require("mysql-bin.000009", SERVER + ":1-7", "")).doesNotThrowAnyException();
    }
}
