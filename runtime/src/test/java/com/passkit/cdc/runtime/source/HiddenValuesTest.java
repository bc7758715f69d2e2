package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Where values are hidden, an error about the bytes of a row says where and what, and shows none of them. */
class HiddenValuesTest {

    private static final MalformedPacketException MALFORMED =
        MalformedPacketException.of("RowImage", "datetime", "123-45-6789", "before 10000")
            .at("binlog.000007:4711", "event begins 3132332d3435").noting("last transaction a:1-5");

    @Test
    void shouldKeepThePlaceTheFieldAndTheRule() {
        MySqlException hidden = HiddenValues.of(MALFORMED);

        assertThat(MALFORMED).hasMessage("binlog.000007:4711: RowImage.datetime: 123-45-6789 (expected: before 10000)"
            + " [event begins 3132332d3435] [last transaction a:1-5]");
        assertThat(hidden).isInstanceOf(MalformedPacketException.class).hasNoCause().hasMessage(
            "binlog.000007:4711: RowImage.datetime: a value that is not shown (expected: before 10000)");
        assertThat(hidden.recovery()).isEqualTo(Recovery.STOP);
    }

    @Test
    void shouldHideWhatOthersRepeatOfIt() {
        MySqlException wrapped =
            new MySqlException(Recovery.RESNAPSHOT, "snapshot of crm.t: " + MALFORMED.getMessage(), MALFORMED);

        assertThat(HiddenValues.of(wrapped)).hasNoCause().hasMessageNotContaining("123-45")
            .hasMessageNotContaining("3132").hasMessageContaining("binlog.000007:4711: RowImage.datetime");
        assertThat(HiddenValues.of(wrapped).recovery()).isEqualTo(Recovery.RESNAPSHOT);
    }

    @Test
    void shouldLeaveOtherErrorsAsTheyAre() {
        MySqlException lost = new ConnectionClosedException("connection: lost", null);

        assertThat(HiddenValues.of(lost)).isSameAs(lost);
    }
}
