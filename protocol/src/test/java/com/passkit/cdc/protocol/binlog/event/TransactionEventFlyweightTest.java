package com.passkit.cdc.protocol.binlog.event;

import static com.passkit.cdc.protocol.binlog.event.BodyBytes.bytes;
import static com.passkit.cdc.protocol.binlog.event.BodyBytes.requireSafeWhenCut;
import static com.passkit.cdc.protocol.binlog.event.BodyBytes.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

/** What begins, prepares and ends transactions, against bytes, round trip, and cut short at every byte. */
class TransactionEventFlyweightTest {

    private static final Xid XID = new Xid("6731", "62ff", 0xffff_fffeL);

    private static XaPrepareEventFlyweight xaPrepare(ByteBuf body) {
        return new XaPrepareEventFlyweight().wrap(body, 0, body.readableBytes());
    }

    private static MariaDbGtidEventFlyweight mariaDbGtid(ByteBuf body) {
        return new MariaDbGtidEventFlyweight().wrap(body, 0, body.readableBytes());
    }

    private static MariaDbGtidListEventFlyweight mariaDbGtidList(ByteBuf body) {
        return new MariaDbGtidListEventFlyweight().wrap(body, 0, body.readableBytes());
    }

    @Test
    void shouldReadXaPrepare() {
        ByteBuf body = bytes("01  feffffff  02000000  02000000  6731  62ff");
        XaPrepareEventFlyweight prepare = xaPrepare(body);
        assertThat(prepare.isOnePhase()).isTrue();
        assertThat(prepare.formatId()).isEqualTo(0xffff_fffeL);
        assertThat(prepare.xid()).isEqualTo(XID).hasToString("X'6731',X'62ff',4294967294");
        assertThat(written(out -> XaPrepareEventFlyweight.write(out, true, XID))).isEqualTo(body);
        assertThat(xaPrepare(bytes("00 01000000 01000000 00000000 61")).xid()).hasToString("X'61',X'',1");
        requireSafeWhenCut(body, cut -> assertThat(xaPrepare(cut).xid()).isNotNull());
    }

    @Test
    void shouldRefuseAnXaIdThatIsTooLong() {
        assertThatThrownBy(() -> xaPrepare(bytes("00 01000000 41000000 00000000" + "61".repeat(65))))
            .isInstanceOf(MalformedPacketException.class)
            .hasMessage("XaPrepareEvent.globalId.length: 65 (expected: <= 64)");
        assertThatThrownBy(() -> xaPrepare(bytes("00 01000000 01000000 ffffffff 61")))
            .hasMessage("XaPrepareEvent.branchId.length: 4294967295 (expected: <= 64)");
    }

    @Test
    void shouldReadMariaDbGtid() {
        ByteBuf body = bytes("0700000000000080  ffffffff  29  000000000000");
        MariaDbGtidEventFlyweight gtid = mariaDbGtid(body);
        assertThat(gtid.sequenceNumber()).isEqualTo(Long.MIN_VALUE + 7);
        assertThat(gtid.domainId()).isEqualTo(0xffff_ffffL);
        assertThat(gtid.isStandalone()).isTrue();
        assertThat(gtid.isDdl()).isTrue();
        assertThat(gtid.isTransactional()).isFalse();
        assertThat(gtid.hasWaited()).isFalse();
        assertThat(gtid.isXaPrepared() || gtid.isXaCompleted()).isFalse();
        assertThat(gtid.commitId()).isEqualTo(MariaDbGtidEventFlyweight.NONE);
        assertThat(gtid.xid()).isNull();
        assertThat(gtid.alterSequenceNumber()).isEqualTo(MariaDbGtidEventFlyweight.NONE);
        assertThat(written(out -> MariaDbGtidEventFlyweight.write(out, 0xffff_ffffL, Long.MIN_VALUE + 7, 0x29,
            MariaDbGtidEventFlyweight.NONE, null, 0, 0, 0))).isEqualTo(body);
        requireSafeWhenCut(body, TransactionEventFlyweightTest::mariaDbGtid);
    }

    @Test
    void shouldReadEveryPartOfAMariaDbGtid() {
        ByteBuf body = bytes("0100000000000000  02000000  d6"
            + "0900000000000000  feffffff 02 02 6731 62ff  0d  03  0500000000000000");
        MariaDbGtidEventFlyweight gtid = mariaDbGtid(body);
        assertThat(gtid.isStandalone()).isFalse();
        assertThat(gtid.isTransactional()).isTrue();
        assertThat(gtid.hasWaited()).isTrue();
        assertThat(gtid.isXaPrepared()).isTrue();
        assertThat(gtid.isXaCompleted()).isTrue();
        assertThat(gtid.commitId()).isEqualTo(9);
        assertThat(gtid.xid()).isEqualTo(XID);
        assertThat(gtid.extraFlagsRaw()).isEqualTo(0x0d);
        assertThat(gtid.extraEngines()).isEqualTo(3);
        assertThat(gtid.isAlterStart()).isFalse();
        assertThat(gtid.alterSequenceNumber()).isEqualTo(5);
        assertThat(written(out -> MariaDbGtidEventFlyweight.write(out, 2, 1, 0xd6, 9, XID, 0x0d, 3, 5)))
            .isEqualTo(body);
        requireSafeWhenCut(body, cut -> assertThat(mariaDbGtid(cut).xid()).isNotNull());
    }

    /** XA PREPARE, XA COMMIT and the two halves of an ALTER TABLE, as MariaDB 10.11.19 wrote them. */
    @Test
    void shouldReadMariaDbGtidsOfARealServer() {
        MariaDbGtidEventFlyweight prepared =
            mariaDbGtid(bytes("1000000000000000 00000000 4c 07000000 02 02 6731 6231 01 ff"));
        assertThat(prepared.isXaPrepared()).isTrue();
        assertThat(prepared.isXaCompleted()).isFalse();
        assertThat(prepared.isStandalone()).isFalse();
        assertThat(prepared.xid()).hasToString("X'6731',X'6231',7");
        assertThat(prepared.extraEngines()).isEqualTo(0xff);
        MariaDbGtidEventFlyweight completed =
            mariaDbGtid(bytes("1100000000000000 00000000 8d 07000000 02 02 6731 6231"));
        assertThat(completed.isXaCompleted()).isTrue();
        assertThat(completed.isStandalone()).isTrue();
        assertThat(completed.xid()).isEqualTo(prepared.xid());
        MariaDbGtidEventFlyweight start = mariaDbGtid(bytes("1a00000000000000 00000000 29 02 0000000000"));
        assertThat(start.isAlterStart()).isTrue();
        MariaDbGtidEventFlyweight commit =
            mariaDbGtid(bytes("1b00000000000000 00000000 29 04 1a00000000000000"));
        assertThat(commit.isDdl()).isTrue();
        assertThat(commit.extraFlagsRaw()).isEqualTo(MariaDbGtidEventFlyweight.EXTRA_COMMIT_ALTER);
        assertThat(commit.alterSequenceNumber()).isEqualTo(0x1a);
    }

    @Test
    void shouldReadTheStartOfAnAlter() {
        MariaDbGtidEventFlyweight gtid = mariaDbGtid(bytes("0100000000000000 00000000 29 02 0000000000"));
        assertThat(gtid.isAlterStart()).isTrue();
        assertThat(gtid.alterSequenceNumber()).isEqualTo(MariaDbGtidEventFlyweight.NONE);
    }

    @Test
    void shouldReadMariaDbGtidList() {
        ByteBuf body = bytes("02000020  00000000 01000000 0300000000000000  ffffffff 02000000 0400000000000080");
        MariaDbGtidListEventFlyweight list = mariaDbGtidList(body);
        assertThat(list.count()).isEqualTo(2);
        assertThat(list.flagsRaw()).isEqualTo(MariaDbGtidListEventFlyweight.IGNORED_GTIDS);
        assertThat(list.domainId(0)).isZero();
        assertThat(list.serverId(0)).isEqualTo(1);
        assertThat(list.sequenceNumber(0)).isEqualTo(3);
        assertThat(list.domainId(1)).isEqualTo(0xffff_ffffL);
        assertThat(list.serverId(1)).isEqualTo(2);
        assertThat(list.sequenceNumber(1)).isEqualTo(Long.MIN_VALUE + 4);
        assertThatThrownBy(() -> list.domainId(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(written(out -> {
            MariaDbGtidListEventFlyweight.write(out, 2, MariaDbGtidListEventFlyweight.IGNORED_GTIDS);
            MariaDbGtidListEventFlyweight.writeGtid(out, 0, 1, 3);
            MariaDbGtidListEventFlyweight.writeGtid(out, 0xffff_ffffL, 2, Long.MIN_VALUE + 4);
        })).isEqualTo(body);
        requireSafeWhenCut(body, TransactionEventFlyweightTest::mariaDbGtidList);
        assertThatThrownBy(() -> mariaDbGtidList(bytes("ffffff0f")))
            .hasMessage("MariaDbGtidListEvent.count: 268435455 (expected: <= 0, by the bytes that are left)");
    }
}
