package com.passkit.cdc.protocol.binlog.event;

import static com.passkit.cdc.protocol.binlog.event.BodyBytes.bytes;
import static com.passkit.cdc.protocol.binlog.event.BodyBytes.requireSafeWhenCut;
import static com.passkit.cdc.protocol.binlog.event.BodyBytes.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.position.GtidSet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** Events about the log and the group that writes it: bytes, round trip, and cut short at every byte. */
class LogEventFlyweightTest {

    private static final String UUID = "896e7882-18fe-11ef-ab88-22222d34d411";

    private static IncidentEventFlyweight incident(ByteBuf body) {
        return new IncidentEventFlyweight().wrap(body, 0, body.readableBytes());
    }

    private static TransactionContextEventFlyweight context(ByteBuf body) {
        return new TransactionContextEventFlyweight().wrap(body, 0, body.readableBytes());
    }

    private static ViewChangeEventFlyweight viewChange(ByteBuf body) {
        return new ViewChangeEventFlyweight().wrap(body, 0, body.readableBytes());
    }

    private static MariaDbBinlogCheckpointEventFlyweight checkpoint(ByteBuf body) {
        return new MariaDbBinlogCheckpointEventFlyweight().wrap(body, 0, body.readableBytes());
    }

    @Test
    void shouldReadIncident() {
        ByteBuf body = bytes("0100 09 6c6f737420c3a96120");
        assertThat(incident(body).kindRaw()).isEqualTo(IncidentEventFlyweight.LOST_EVENTS);
        assertThat(incident(body).message()).isEqualTo("lost éa ");
        assertThat(incident(bytes("0200 00")).message()).isEmpty();
        assertThat(written(out -> IncidentEventFlyweight.write(out, 1, "lost éa "))).isEqualTo(body);
        requireSafeWhenCut(body, cut -> assertThat(incident(cut).message()).isNotNull());
    }

    @Test
    void shouldReadTransactionContext() {
        ByteBuf body = bytes("24 07000000 01 30000000 02000000 01000000"
            + "38393665373838322d313866652d313165662d616238382d323232323264333464343131"
            + "0100000000000000 896e788218fe11efab8822222d34d411 0100000000000000 0100000000000000 0400000000000000"
            + "0200 6869  0000  0100 6a");
        TransactionContextEventFlyweight context = context(body);
        assertThat(context.serverUuid()).isEqualTo(UUID);
        assertThat(context.threadId()).isEqualTo(7);
        assertThat(context.isGtidSpecified()).isTrue();
        assertThat(context.snapshot()).hasToString(UUID + ":1-3");
        assertThat(context.writeSet()).containsExactly(new byte[] {'h', 'i'}, new byte[0]);
        assertThat(context.readSet()).containsExactly(new byte[] {'j'});
        assertThat(written(out -> TransactionContextEventFlyweight.write(out, UUID, 7, true,
            GtidSet.parse(UUID + ":1-3"), List.of(new byte[] {'h', 'i'}, new byte[0]), List.of(new byte[] {'j'}))))
            .isEqualTo(body);
        requireSafeWhenCut(body, cut -> assertThat(context(cut).readSet()).isNotNull());
        assertThatThrownBy(() -> context(bytes("00 00000000 00 00000000 ffffffff 00000000")))
            .hasMessageContaining("TransactionContextEvent.writeSetCount: 4294967295 (expected: <= 4");
    }

    @Test
    void shouldReadViewChange() {
        ByteBuf body = written(out -> {
            out.writeCharSequence("17636301671158021:2", StandardCharsets.US_ASCII);
            out.writeZero(40 - 19).writeBytes(bytes("0500000000000000 01000000 0200 6b31 03000000 010203"));
        });
        ViewChangeEventFlyweight view = viewChange(body);
        assertThat(view.viewId()).isEqualTo("17636301671158021:2");
        assertThat(view.sequenceNumber()).isEqualTo(5);
        assertThat(view.certified()).containsOnlyKeys("k1");
        assertThat(view.certified().get("k1")).containsExactly(1, 2, 3);
        assertThat(written(out -> ViewChangeEventFlyweight.write(out, "17636301671158021:2", 5,
            Map.of("k1", new byte[] {1, 2, 3})))).isEqualTo(body);
        requireSafeWhenCut(body, cut -> assertThat(viewChange(cut).certified()).isNotNull());
    }

    /** As MariaDB 10.11.19 wrote it. */
    @Test
    void shouldReadMariaDbBinlogCheckpoint() {
        ByteBuf body = bytes("0a000000 62696e2e303030303031");
        assertThat(checkpoint(body).file()).isEqualTo("bin.000001");
        assertThat(written(out -> MariaDbBinlogCheckpointEventFlyweight.write(out, "bin.000001"))).isEqualTo(body);
        requireSafeWhenCut(body, LogEventFlyweightTest::checkpoint);
    }

    @Test
    void shouldReadMariaDbStartEncryption() {
        ByteBuf body = bytes("01 02000000 000102030405060708090a0b");
        MariaDbStartEncryptionEventFlyweight encryption =
            new MariaDbStartEncryptionEventFlyweight().wrap(body, 0, body.readableBytes());
        assertThat(encryption.schemeRaw()).isEqualTo(1);
        assertThat(encryption.keyVersion()).isEqualTo(2);
        byte[] nonce = new byte[12];
        body.getBytes(5, nonce);
        assertThat(written(out -> MariaDbStartEncryptionEventFlyweight.write(out, 1, 2, nonce))).isEqualTo(body);
        assertThatThrownBy(() -> new MariaDbStartEncryptionEventFlyweight().wrap(body, 0, 16))
            .hasMessage("MariaDbStartEncryptionEvent.length: 16 (expected: >= 17)");
    }

    @Test
    void shouldReadTheHeartbeatsItWrites() {
        ByteBuf first = written(out -> HeartbeatEventFlyweight.write(out, "bin.7"));
        assertThat(new HeartbeatEventFlyweight().wrap(first, 0, 5, EventType.HEARTBEAT).file()).isEqualTo("bin.7");
        ByteBuf second = written(out -> HeartbeatEventFlyweight.writeVersion2(out, "bin.7", 0x1_0000_0004L));
        assertThat(second).isEqualTo(bytes("01 05 62696e2e37  02 09 fe0400000001000000  00"));
        HeartbeatEventFlyweight heartbeat =
            new HeartbeatEventFlyweight().wrap(second, 0, second.readableBytes(), EventType.HEARTBEAT_V2);
        assertThat(heartbeat.position()).isEqualTo(0x1_0000_0004L);
    }

    @Test
    void shouldRefuseALogOfBeforeFiveInWords() {
        ByteBuf body = Unpooled.buffer().writeShortLE(3).writeZero(60);
        assertThatThrownBy(() -> new FormatDescriptionEventFlyweight().wrap(body, 0, body.readableBytes()))
            .isInstanceOf(UnsupportedFeatureException.class)
            .hasMessageContaining("binlogVersion: 3 (expected: 4, which MySQL 5.0 and later write");
    }

    @Test
    void shouldTellMariaDbFromMySql() {
        for (String version : new String[] {"10.11.19-MariaDB-log", "8.0.15"}) {
            ByteBuf body = written(out -> FormatDescriptionEventFlyweight.write(out, version, 0, new byte[] {56}, 0))
                .writeIntLE(0);
            assertThat(new FormatDescriptionEventFlyweight().wrap(body, 0, body.readableBytes()).isMariaDb())
                .isEqualTo(version.contains("Maria"));
        }
    }
}
