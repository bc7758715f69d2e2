package com.passkit.cdc.protocol.binlog.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.binlog.event.TableMapEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** What is remembered of tables is bounded, whatever a server maps. */
class TableLayoutsTest {

    private static final int MAX_LAYOUTS = 4096;
    private static final byte[] ONE_INT = {3};
    private static final byte[] NOTHING = {};
    private static final byte[] NULLABLE = {1};

    private final List<String> asked = new ArrayList<>();
    private final TableLayouts layouts = new TableLayouts((database, table) -> {
        asked.add(table);
        return null;
    });
    private final TableMapEventFlyweight event = new TableMapEventFlyweight();

    private TableLayout map(String table) {
        ByteBuf body = Unpooled.buffer();
        TableMapEventFlyweight.write(body, 7, "db", table, ONE_INT, NOTHING, NULLABLE, NOTHING);
        return layouts.of(event.wrap(body, 0, body.readableBytes(), 8));
    }

    @Test
    void shouldForgetTheTableThatWasNotMappedForTheLongestTime() {
        TableLayout first = map("first");
        TableLayout second = map("second");
        for (int i = 0; i < MAX_LAYOUTS - 2; i++) {
            map("t" + i);
        }
        assertThat(map("first")).as("all have room").isSameAs(first);
        map("one too many");
        assertThat(map("first")).as("just used").isSameAs(first);
        asked.clear();
        assertThat(map("second")).as("not used since").isNotSameAs(second);
        assertThat(asked).containsExactly("second");
    }

    @Test
    void shouldNotOpenMoreTablesThanAStatementCan() {
        OpenTables tables = new OpenTables();
        TableLayout layout = map("t");
        for (int id = 0; id < MAX_LAYOUTS; id++) {
            tables.open(id, layout, true);
        }
        tables.open(5, layout, false);
        assertThat(tables.isWanted(tables.find(5))).isFalse();
        assertThatThrownBy(() -> tables.open(MAX_LAYOUTS, layout, true)).isInstanceOf(MalformedPacketException.class)
            .hasMessageContaining("TableMapEvent.tableId: 4096 in one statement");
        tables.closeAll();
        assertThat(tables.find(5)).isNegative();
        tables.open(MAX_LAYOUTS, layout, true);
        assertThat(tables.layout(tables.find(MAX_LAYOUTS))).isSameAs(layout);
    }
}
