package com.passkit.cdc.protocol.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.binlog.event.EventFlags;
import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogWriter;

import org.junit.jupiter.api.Test;

class RawEventHandlersTest {

    private static final int UNKNOWN_TYPE = 200;

    private final List<String> lines = new ArrayList<>();
    private final byte[] bytes = BinlogWriter.file().formatDescription()
        .event(UNKNOWN_TYPE, 0, body -> body.writeCharSequence("news", StandardCharsets.US_ASCII)).xid(5)
        .event(UNKNOWN_TYPE + 1, EventFlags.IGNORABLE, body -> { }).toByteArray();

    private void read(BinlogHandler handler) {
        try (BinlogFileReader reader = BinlogFileReader.of(new ByteArrayInputStream(bytes), "file",
            TableDefinitions.NONE, handler)) {
            assertThat(reader.read()).isEqualTo(Demand.CONTINUE);
        }
    }

    private static String body(EventView event) {
        return event.buffer().toString(event.index() + EventHeaderFlyweight.LENGTH,
            event.length() - EventHeaderFlyweight.LENGTH - Integer.BYTES, StandardCharsets.US_ASCII);
    }

    @Test
    void shouldHandOutTheBytesOfChosenTypes() {
        read(new RawEventHandlers().on(EventType.XID, event -> lines.add("replaced"))
            .on(EventType.XID, event -> lines.add("xid " + event.length()))
            .on(UNKNOWN_TYPE, event -> lines.add(body(event))));
        assertThat(lines).containsExactly("news", "xid 31");
    }

    @Test
    void shouldStopAtAnUnknownTypeWithoutAHandler() {
        assertThatThrownBy(() -> read(new RawEventHandlers().on(EventType.XID, event -> { })))
            .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("event type 200");
    }

    @Test
    void shouldServeAnotherHandler() {
        RawEventHandlers raw = new RawEventHandlers().on(UNKNOWN_TYPE, event -> lines.add(body(event)));
        read(new BinlogHandler() {
            @Override
            public void onEvent(EventView event) {
                raw.onEvent(event);
            }

            @Override
            public boolean onUnknown(EventView event) {
                return raw.onUnknown(event);
            }

            @Override
            public Demand onRow(EventView event, RowChangeView row) {
                return Demand.CONTINUE;
            }
        });
        assertThat(lines).containsExactly("news");
    }

    @Test
    void shouldRefuseATypeThatDoesNotFitAByte() {
        assertThatThrownBy(() -> new RawEventHandlers().on(256, event -> { }))
            .isInstanceOf(IllegalArgumentException.class).hasMessage("code: 256 (expected: 0 to 255)");
    }
}
