package com.passkit.cdc.runtime.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.encode.CloudEventEncoder;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.encode.JsonEventEncoder;
import com.passkit.cdc.runtime.testing.FakeChange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class StoredEventTest {

    @Test
    void shouldBeTheSameCloudEventAgain() {
        JsonEventEncoder events = new JsonEventEncoder(EncodeConfig.of("loyalty"), "1.0.0");
        StoredEvent stored = new StoredEvent();
        CloudEventEncoder again = new CloudEventEncoder(stored, "loyalty");
        FakeChange schema = new FakeChange();
        schema.kind = ChangeKind.SCHEMA;
        schema.statement = "CREATE DATABASE \"op\"";
        schema.table = TableDescriptor.of("c\"rm", "", List.of());
        for (FakeChange change : List.of(FakeChange.insert(1, 2), FakeChange.update(1, 2, 3), schema)) {
            ByteBuf bare = Unpooled.buffer();
            events.encode(change, bare);
            ByteBuf first = Unpooled.buffer();
            new CloudEventEncoder(events, "loyalty").encode(change, first);
            ByteBuf second = Unpooled.buffer();
            again.encode(stored.wrap(ByteBuffer.wrap(bare.array(), 0, bare.writerIndex())), second);
            assertThat(second.toString(StandardCharsets.UTF_8)).isEqualTo(first.toString(StandardCharsets.UTF_8));
        }
    }
}
