package com.passkit.cdc.snapshot.catalog;

import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.GtidKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerGtidsTest {

    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void shouldCompareSetsOfMySql() {
        ServerGtids gtids = ServerGtids.ofMySql(UUID + ":1-9", UUID + ":1-5");
        assertThat(gtids.purgedBeyond(ours(GtidKind.MYSQL, UUID + ":1-3:6"))).hasToString(UUID + ":4-5");
        assertThat(gtids.unknownOf(ours(GtidKind.MYSQL, UUID + ":1-11"))).hasToString(UUID + ":10-11");
        assertThat(gtids.purgedBeyond(ours(GtidKind.MYSQL, UUID + ":1-5")).isEmpty()).isTrue();
    }

    /** What the dump would begin with lies in a file that is gone. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'0-1-10,1-1-4' | ''", "'0-1-9,1-1-4' | 0-1-10", "'0-1-10' | 1-1-4",
        "'' | '0-1-10,1-1-4'", "'0-1-11,1-1-5,2-9-1' | ''", "'0-2-3,1-1-4' | ''"})
    void shouldNameDomainsOfMariaDbWhoseContinuationIsPurged(String ours, String gone) {
        assertThat(mariaDb().purgedBeyond(ours(GtidKind.MARIADB, ours))).hasToString(gone);
    }

    /** A domain that it has nothing of counts too: a server that was reset has nothing of any. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'0-1-100' | ''", "'0-2-50,1-1-4' | ''", "'0-2-51' | 0-2-51",
        "'0-1-101,1-1-4' | 0-1-101", "'3-1-1' | 3-1-1", "'9-5-7' | ''", "'9-5-8' | 9-5-8", "'0-3-1' | 0-3-1"})
    void shouldNameWhatAMariaDbServerNeverHad(String ours, String unknown) {
        assertThat(mariaDb().unknownOf(ours(GtidKind.MARIADB, ours))).hasToString(unknown);
    }

    /** A replica of a server that was promoted without the last transactions of the one before. */
    @Test
    void shouldTellATransactionOfMariaDbFromAnotherOneOfTheSameNumber() {
        ServerGtids diverged = new ServerGtids(GtidKind.MARIADB, "0-2-8", "", "0-1-5,0-2-8", "0-2-8");

        assertThat(diverged.unknownOf(ours(GtidKind.MARIADB, "0-1-6"))).hasToString("0-1-6");
        assertThat(diverged.unknownOf(ours(GtidKind.MARIADB, "0-1-5")).isEmpty()).isTrue();
        assertThat(diverged.unknownOf(ours(GtidKind.MARIADB, "0-2-8")).isEmpty()).isTrue();
    }

    private static ServerGtids mariaDb() {
        return new ServerGtids(GtidKind.MARIADB, "0-2-50,1-1-8", "0-1-10,1-1-4", "0-1-100,0-2-50,1-1-8", "9-5-7");
    }

    private static ExecutedGtids ours(GtidKind kind, String text) {
        return kind.parse(text);
    }
}
