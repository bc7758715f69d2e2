package com.passkit.cdc.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.testing.FakeChange;
import com.passkit.cdc.runtime.testing.FakeRow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventEncoderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonEventEncoder events = new JsonEventEncoder(EncodeConfig.of("loyalty"), "1.0.0");
    private final CloudEventEncoder encoder = new CloudEventEncoder(events, "loyalty");

    @Test
    void shouldPutTheAttributesBehindTheData() {
        FakeChange change = FakeChange.update(7, 8, 4);
        assertThat(encode(change)).isEqualTo(
            "{\"specversion\":\"1.0\",\"datacontenttype\":\"application/json\",\"data\":" + bare(change)
                + ",\"id\":\"binlog.000007:4/0\",\"source\":\"/passkit-cdc/loyalty\",\"type\":\"com.passkit.cdc.update\""
                + ",\"time\":\"2026-09-21T14:13:20.123Z\",\"subject\":\"crm.members\"}");
    }

    @ParameterizedTest
    @EnumSource(value = ChangeKind.class, names = {"INSERT", "READ"})
    void shouldEscapeNamesAndFindTheDataAgain(ChangeKind kind) throws Exception {
        FakeChange change = FakeChange.insert(1, 5);
        change.kind = kind;
        change.snapshotId = "s";
        change.file = "bin\"}{\\log.1";
        change.table = TableDescriptor.of("c\"r}m", "m\\{\u00e9", List.of(FakeChange.MEMBERS.column(0),
            FakeChange.MEMBERS.column(1))).withKey(0);
        ByteBuf out = Unpooled.buffer().writeBytes("x,\n".getBytes(StandardCharsets.US_ASCII));
        encoder.encode(change, out);
        String written = out.toString(3, out.writerIndex() - 3, StandardCharsets.UTF_8);
        JsonNode event = JSON.readTree(written);
        assertThat(event.get("subject").asText()).isEqualTo("c\"r}m.m\\{\u00e9");
        assertThat(event.get("id")).isEqualTo(event.get("data").get("id"));
        assertThat(written).doesNotContain("\n");
        assertThat(CloudEventEncoder.data(out, 3, out.writerIndex()).toString(StandardCharsets.UTF_8))
            .isEqualTo(bare(change));
    }

    @Test
    void shouldNameTheDatabaseOnlyWhereThereIsNoTable() throws Exception {
        FakeChange change = new FakeChange();
        change.kind = ChangeKind.SCHEMA;
        change.statement = "CREATE DATABASE crm";
        change.table = TableDescriptor.of("crm", "", List.of());
        assertThat(JSON.readTree(encode(change)).get("subject").asText()).isEqualTo("crm");
        change.table = TableDescriptor.of("", "", List.of());
        JsonNode event = JSON.readTree(encode(change));
        assertThat(event.has("subject")).isFalse();
        assertThat(event.get("type").asText()).isEqualTo("com.passkit.cdc.schema");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 951_782_399_999L, 951_782_400_000L, 951_868_800_000L, 1_709_164_800_000L,
        4_107_542_399_999L, 4_107_542_400_000L, 1_790_000_000_007L, 1_798_761_599_999L, 253_402_300_799_999L})
    void shouldTellTheTimeAsTheCalendarDoes(long timestampMs) throws Exception {
        FakeChange change = FakeChange.insert(1, 5);
        change.timestampMs = timestampMs;
        String time = JSON.readTree(encode(change)).get("time").asText();
        assertThat(Instant.parse(time).toEpochMilli()).isEqualTo(timestampMs);
        assertThat(time).hasSize(24);
    }

    @Test
    void shouldEncodeKeysAsTheEventsDo() {
        FakeChange change = FakeChange.insert(1, 5);
        ByteBuf out = Unpooled.buffer();
        encoder.encodeKey(change.after(), change, out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"id\":1}");
    }

    @Test
    void shouldMakeAnAddressOfAnyConnectorName() throws Exception {
        ByteBuf out = Unpooled.buffer();
        FakeChange change = new FakeChange();
        change.after = new FakeRow(FakeChange.MEMBERS, FakeRow.signed(1), FakeRow.NULL);
        new CloudEventEncoder(events, "a b/\u00e9").encode(change, out);
        assertThat(JSON.readTree(out.toString(StandardCharsets.UTF_8)).get("source").asText())
            .isEqualTo("/passkit-cdc/a%20b%2F%C3%A9");
    }

    private String encode(FakeChange change) {
        ByteBuf out = Unpooled.buffer();
        encoder.encode(change, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private String bare(FakeChange change) {
        ByteBuf out = Unpooled.buffer();
        events.encode(change, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
