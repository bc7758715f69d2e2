package com.passkit.cdc.runtime.source;

import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.binlog.BinlogDecoder;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.testing.BinlogWriter;

import io.netty.buffer.ByteBuf;

import static org.assertj.core.api.Assertions.assertThat;

class GtidSeedTest {

    private static final UUID SOURCE = UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562");

    private final BinlogWriter log = BinlogWriter.events().artificialRotate("binlog.000007", 4).formatDescription();
    private int reachedCount;

    private void previous(String gtids) {
        log.event(EventType.PREVIOUS_GTIDS.code(), 0,
            body -> PreviousGtidsEventFlyweight.write(body, GtidSet.parse(gtids)));
    }

    /** @return where it ends */
    private long transaction(long number) {
        return log.gtid(SOURCE, number).query("crm", "BEGIN").xid(number).position();
    }

    private String seed(long untilOffset) {
        GtidSeed seed = new GtidSeed(untilOffset, () -> reachedCount++);
        ByteBuf events = log.buffer();
        try (BinlogDecoder decoder = new BinlogDecoder(TableDefinitions.NONE, seed)) {
            for (int index = 0; index < events.writerIndex(); ) {
                int length = events.getIntLE(index + 9);
                decoder.onEvent(events, index, length);
                index += length;
            }
        }
        return seed.gtids().toString();
    }

    @Test
    void shouldHaveWhatLiesBeforeTheFileAtItsBeginning() {
        previous(SOURCE + ":1-4");
        transaction(5);

        assertThat(seed(4)).isEqualTo(SOURCE + ":1-4");
        assertThat(reachedCount).isOne();
    }

    @Test
    void shouldAddTheTransactionsBeforeTheOffsetOnly() {
        previous(SOURCE + ":1-4");
        transaction(5);
        long offset = transaction(6);
        transaction(7);

        assertThat(seed(offset)).isEqualTo(SOURCE + ":1-6");
        assertThat(reachedCount).isOne();
    }

    @Test
    void shouldReachTheExactEndOfTheFileFromAnEmptySet() {
        previous("");
        transaction(1);
        long end = transaction(2);

        assertThat(seed(end)).isEqualTo(SOURCE + ":1-2");
        assertThat(reachedCount).isOne();
    }

    /** As MySQL 5.6 writes it while gtid_mode is OFF. */
    @Test
    void shouldBeReachedInAFileWithoutPreviousGtids() {
        long offset = log.query("crm", "BEGIN").xid(1).position();
        log.query("crm", "BEGIN").xid(2);

        assertThat(seed(offset)).isEmpty();
        assertThat(reachedCount).isOne();
    }

    @Test
    void shouldNotBeReachedBeforeTheOffset() {
        previous("");
        long end = transaction(1);

        seed(end + 1);

        assertThat(reachedCount).isZero();
    }
}
