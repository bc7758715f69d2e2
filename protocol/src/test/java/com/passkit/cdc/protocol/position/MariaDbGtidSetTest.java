package com.passkit.cdc.protocol.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MariaDbGtidSetTest {

    @ParameterizedTest
    @ValueSource(strings = {"0-1-5", "4294967295-4294967295-18446744073709551615", "0-0-0"})
    void shouldReadAndPrintAGtid(String text) {
        assertThat(MariaDbGtid.parse(text)).hasToString(text);
        assertThat(MariaDbGtid.parse(' ' + text + '\n')).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0-1", "0-1-", "-1-5", "0-1-5-6", "0-1-5,1-1-1", "a-1-5", "0-+1-5", "4294967296-1-5",
        "0-4294967296-5", "0-1-18446744073709551616", "0-1-٣", "3e11fa47-71ca-11e1-9e33-c80aa9429562:1"})
    void shouldRefuseWhatIsNoGtid(String text) {
        assertThatThrownBy(() -> MariaDbGtid.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("(expected: ");
    }

    @Test
    void shouldReadAPositionOfSeveralDomainsAndPrintItSorted() {
        MariaDbGtidSet set = MariaDbGtidSet.parse(" 10-2-7 ,\n0-1-5");
        assertThat(set).hasToString("0-1-5,10-2-7").isEqualTo(MariaDbGtidSet.parse("0-1-5,10-2-7"));
        assertThat(set.last(10)).isEqualTo(new MariaDbGtid(10, 2, 7));
        assertThat(set.last(1)).isNull();
        assertThat(MariaDbGtidSet.parse(" ").isEmpty()).isTrue();
        assertThat(MariaDbGtidSet.parse("")).hasToString("");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "0-1-5,", "0-1-5,,1-1-1", "0-1-5,0-2-6"})
    void shouldRefuseWhatIsNoPosition(String text) {
        assertThatThrownBy(() -> MariaDbGtidSet.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("(expected: ");
    }

    @Test
    void shouldFollowTheOrderOfTheLogWhereSequencesDoNotGrow() {
        MariaDbGtidSet set = MariaDbGtidSet.parse("0-1-100");
        set.advance(new MariaDbGtid(0, 2, 50));
        assertThat(set).hasToString("0-2-50");
        set.advance((ExecutedGtids) MariaDbGtidSet.parse("0-2-51,3-2-1"));
        assertThat(set).hasToString("0-2-51,3-2-1");
    }

    @Test
    void shouldCompareSequencesAsUnsigned() {
        MariaDbGtidSet large = MariaDbGtidSet.parse("0-1-18446744073709551615");
        assertThat(large.containsAll(MariaDbGtidSet.parse("0-1-5"))).isTrue();
        assertThat(MariaDbGtidSet.parse("0-1-5").containsAll(large)).isFalse();
    }

    @Test
    void shouldReadABinlogStateWhoseLastOfADomainIsThePosition() {
        MariaDbBinlogState state = MariaDbBinlogState.parse("0-1-100,0-2-50,1-1-3");
        assertThat(state.position()).hasToString("0-2-50,1-1-3");
        assertThat(state).hasToString("0-1-100,0-2-50,1-1-3");
        assertThat(state.contains(new MariaDbGtid(0, 1, 100))).isTrue();
        assertThat(state.contains(new MariaDbGtid(0, 2, 51))).isFalse();
        assertThat(state.contains(new MariaDbGtid(0, 3, 1))).isFalse();
        assertThat(state.contains(new MariaDbGtid(2, 1, 1))).isFalse();
    }

    @Test
    void shouldNotMixWithTheOtherKind() {
        Gtid mySql = Gtid.of(new UUID(1, 2), 3);
        assertThatThrownBy(() -> new MariaDbGtidSet().advance(mySql)).hasMessageContaining("(expected: one of MARIADB)");
        assertThatThrownBy(() -> new MariaDbGtidSet().advance(new GtidSet()))
            .hasMessageContaining("(expected: one of MARIADB)");
        assertThatThrownBy(() -> new GtidSet().advance(new MariaDbGtid(0, 1, 2)))
            .hasMessageContaining("(expected: one of MYSQL)");
        assertThatThrownBy(() -> GtidKind.MYSQL.parse("0-1-5")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GtidKind.MARIADB.parse(mySql.toString()))
            .isInstanceOf(IllegalArgumentException.class);
    }

    /** A connector took a UUID that begins with digits and dashes for a GTID of MariaDB. */
    @ParameterizedTest
    @ValueSource(strings = {"12345678-1234-1234-1234-123456789012:1-5", "00000000-0000-0000-0000-000000000001:7"})
    void shouldTakeAUuidOfDigitsForWhatTheServerSaysItIs(String text) {
        assertThat(GtidKind.MYSQL.parse(text)).isInstanceOf(GtidSet.class).hasToString(text);
        assertThat(BinlogPosition.parse("gtid:" + text)).isInstanceOf(BinlogPosition.BehindGtids.class);
    }
}
