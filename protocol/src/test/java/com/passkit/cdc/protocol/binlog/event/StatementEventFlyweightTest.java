package com.passkit.cdc.protocol.binlog.event;

import static com.passkit.cdc.protocol.binlog.event.BodyBytes.bytes;
import static com.passkit.cdc.protocol.binlog.event.BodyBytes.requireSafeWhenCut;
import static com.passkit.cdc.protocol.binlog.event.BodyBytes.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.api.Test;

/** What statements need, as MariaDB 10.11.19 wrote it, round trip, and cut short at every byte. */
class StatementEventFlyweightTest {

    private static UserVarEventFlyweight userVar(ByteBuf body) {
        return new UserVarEventFlyweight().wrap(body, 0, body.readableBytes());
    }

    private static byte[] octets(String hex) {
        return ByteBufUtil.decodeHexDump(hex);
    }

    /** Everything an event says, read so that a value which reaches beyond the end shows. */
    private static String read(UserVarEventFlyweight var) {
        return var.name() + (var.isNull() ? " NULL" : switch (var.typeRaw()) {
            case UserVarEventFlyweight.TYPE_INTEGER -> " " + (var.isUnsigned()
                ? Long.toUnsignedString(var.integer()) : Long.toString(var.integer()));
            case UserVarEventFlyweight.TYPE_REAL -> " " + var.real();
            default -> " " + var.text();
        });
    }

    @Test
    void shouldReadIntvar() {
        ByteBuf body = bytes("02 2900000000000000");
        IntvarEventFlyweight intvar = new IntvarEventFlyweight().wrap(body, 0, 9);
        assertThat(intvar.kindRaw()).isEqualTo(IntvarEventFlyweight.INSERT_ID);
        assertThat(intvar.value()).isEqualTo(41);
        assertThat(new IntvarEventFlyweight().wrap(bytes("01 ffffffffffffffff"), 0, 9).value()).isEqualTo(-1);
        assertThat(written(out -> IntvarEventFlyweight.write(out, IntvarEventFlyweight.INSERT_ID, 41))).isEqualTo(body);
        assertThatThrownBy(() -> new IntvarEventFlyweight().wrap(body, 0, 8))
            .hasMessage("IntvarEvent.length: 8 (expected: >= 9)");
    }

    @Test
    void shouldReadRand() {
        ByteBuf body = bytes("686f1d0600000000 610ec41000000000");
        RandEventFlyweight rand = new RandEventFlyweight().wrap(body, 0, 16);
        assertThat(rand.seed1()).isEqualTo(102_592_360);
        assertThat(rand.seed2()).isEqualTo(281_284_193);
        assertThat(written(out -> RandEventFlyweight.write(out, 102_592_360, 281_284_193))).isEqualTo(body);
        assertThatThrownBy(() -> new RandEventFlyweight().wrap(body, 0, 15))
            .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldReadStringsInTheirCharacterSets() {
        ByteBuf utf8 = bytes("01000000 73 00 00 21000000 02000000 c3a9");
        assertThat(userVar(utf8).text()).isEqualTo("é");
        assertThat(userVar(utf8).name()).isEqualTo("s");
        assertThat(userVar(utf8).collation()).isEqualTo(33);
        ByteBuf latin1 = bytes("03000000 6c6174 00 00 1f000000 01000000 e9");
        assertThat(userVar(latin1).text()).isEqualTo("é");
        assertThat(userVar(bytes("01000000 62 00 00 3f000000 02000000 00ff")).valueLength()).isEqualTo(2);
        assertThat(written(out -> UserVarEventFlyweight.write(out, "lat", UserVarEventFlyweight.TYPE_STRING, 31,
            octets("e9"), false)).slice(0, latin1.readableBytes())).isEqualTo(latin1);
    }

    @Test
    void shouldReadNumbers() {
        assertThat(read(userVar(bytes("01000000 69 00 02 08000000 08000000 fbffffffffffffff 00")))).isEqualTo("i -5");
        ByteBuf unsigned = bytes("01000000 75 00 02 08000000 08000000 ffffffffffffffff 01");
        assertThat(read(userVar(unsigned))).isEqualTo("u 18446744073709551615");
        assertThat(written(out -> UserVarEventFlyweight.write(out, "u", UserVarEventFlyweight.TYPE_INTEGER, 8,
            octets("ffffffffffffffff"), true))).isEqualTo(unsigned);
        assertThat(read(userVar(bytes("01000000 72 00 01 08000000 08000000 000000000000f83f")))).isEqualTo("r 1.5");
        assertThat(read(userVar(bytes("01000000 64 00 04 08000000 05000000 0503 8c0159")))).isEqualTo("d 12.345");
    }

    @Test
    void shouldReadNull() {
        ByteBuf body = bytes("01000000 6e 01");
        assertThat(userVar(body).isNull()).isTrue();
        assertThat(userVar(body).text()).isNull();
        assertThatThrownBy(() -> userVar(body).integer()).isInstanceOf(IllegalStateException.class);
        assertThat(written(out -> UserVarEventFlyweight.writeNull(out, "n"))).isEqualTo(body);
    }

    @Test
    void shouldRefuseAValueThatIsNoneOfItsType() {
        assertThatThrownBy(() -> userVar(bytes("01000000 69 00 02 08000000 04000000 fbffffff")))
            .hasMessage("UserVarEvent.valueLength: 4 (expected: the length of a value of type 2)");
        assertThatThrownBy(() -> userVar(bytes("01000000 69 00 04 08000000 04000000 0503 8c01")))
            .hasMessageContaining("UserVarEvent.valueLength: 4");
        assertThatThrownBy(() -> userVar(bytes("01000000 69 00 04 08000000 03000000 ff03 8c")))
            .hasMessageContaining("UserVarEvent.valueLength: 3");
        assertThatThrownBy(() -> userVar(bytes("01000000 69 00 03 08000000 00000000")))
            .hasMessage("UserVarEvent.type: 3 (expected: 0, 1, 2 or 4)");
        assertThatThrownBy(() -> userVar(bytes("ffffffff 69")))
            .hasMessage("UserVarEvent.nameLength: 4294967295 (expected: <= 1, the bytes that are left)");
        for (String body : new String[] {"01000000 75 00 02 08000000 08000000 ffffffffffffffff 01",
            "01000000 64 00 04 08000000 05000000 0503 8c0159", "01000000 73 00 00 21000000 02000000 c3a9"}) {
            requireSafeWhenCut(bytes(body), cut -> assertThat(read(userVar(cut))).isNotNull());
        }
    }

    @Test
    void shouldReadTheBlocksOfAFile() {
        ByteBuf body = bytes("01000000 6109310a6209320a");
        LoadBlockEventFlyweight block = new LoadBlockEventFlyweight().wrap(body, 0, body.readableBytes());
        assertThat(block.fileId()).isEqualTo(1);
        assertThat(block.buffer().toString(block.blockIndex(), block.blockLength(), StandardCharsets.US_ASCII))
            .isEqualTo("a\t1\nb\t2\n");
        assertThat(written(out -> LoadBlockEventFlyweight.write(out, 1, octets("6109310a6209320a")))).isEqualTo(body);
        assertThatThrownBy(() -> new LoadBlockEventFlyweight().wrap(body, 0, 3))
            .hasMessage("LoadBlockEvent.length: 3 (expected: >= 4)");
    }

    @Test
    void shouldReadDeleteFile() {
        ByteBuf body = bytes("feffffff");
        assertThat(new DeleteFileEventFlyweight().wrap(body, 0, 4).fileId()).isEqualTo(0xffff_fffeL);
        assertThat(written(out -> DeleteFileEventFlyweight.write(out, 0xffff_fffeL))).isEqualTo(body);
        assertThatThrownBy(() -> new DeleteFileEventFlyweight().wrap(body, 0, 3))
            .hasMessage("DeleteFileEvent.length: 3 (expected: >= 4)");
    }

    @Test
    void shouldReadExecuteLoadQuery() {
        String sql = "LOAD DATA LOCAL INFILE '/tmp/load.txt' IGNORE INTO TABLE `t`";
        ByteBuf body = bytes("0500000000000000 02 0000 1a00  01000000 0f000000 26000000 01"
            + "00 00000001  01 0000205400000000  06 03 737464  04 2100 2100 0800  6576 00"
            + ByteBufUtil.hexDump(sql.getBytes(StandardCharsets.US_ASCII)));
        ExecuteLoadQueryEventFlyweight load =
            new ExecuteLoadQueryEventFlyweight().wrap(body, 0, body.readableBytes());
        assertThat(load.fileId()).isEqualTo(1);
        assertThat(sql.substring((int) load.nameStart(), (int) load.nameEnd())).isEqualTo(" INFILE '/tmp/load.txt'");
        assertThat(load.duplicatesRaw()).isEqualTo(1);
        assertThat(load.query().sql()).isEqualTo(sql);
        assertThat(load.query().schema()).isEqualTo("ev");
        assertThat(load.query().threadId()).isEqualTo(5);
        assertThat(load.query().clientCollation()).isEqualTo(33);
        requireSafeWhenCut(body, cut -> assertThat(new ExecuteLoadQueryEventFlyweight()
            .wrap(cut, 0, cut.readableBytes()).query().sql()).isNotNull());
    }

    @Test
    void shouldReadTheExecuteLoadQueryItWrites() {
        ByteBuf body = written(out -> ExecuteLoadQueryEventFlyweight.write(out, 9, "db", "LOAD é", 3, 5, 6, 2));
        ExecuteLoadQueryEventFlyweight load =
            new ExecuteLoadQueryEventFlyweight().wrap(body, 0, body.readableBytes());
        assertThat(load.query().sql()).isEqualTo("LOAD é");
        assertThat(load.query().schema()).isEqualTo("db");
        assertThat(load.duplicatesRaw()).isEqualTo(2);
        assertThatThrownBy(() -> {
            ByteBuf bad = written(out -> ExecuteLoadQueryEventFlyweight.write(out, 9, "db", "LOAD", 3, 6, 5, 2));
            new ExecuteLoadQueryEventFlyweight().wrap(bad, 0, bad.readableBytes());
        }).hasMessage("ExecuteLoadQueryEvent.nameStart: 6 (expected: <= 5, the end)");
    }

    @Test
    void shouldReadStatusVariablesBehindOthersOfAnyLength() {
        ByteBuf body = bytes("0500000000000000 02 0000 3f00"
            + "00 00400001  01 0400100000000000  06 03 737464  04 2100 2d00 0800  07 0100  08 2d00"
            + "0b 01 75 02 6831  0c 02 6100 626200  0d 010203  10 01  11 0102030405060708  12 2e00"
            + "6576 00" + ByteBufUtil.hexDump("DROP".getBytes(StandardCharsets.US_ASCII)));
        QueryEventFlyweight query = new QueryEventFlyweight().wrap(body, 0, body.readableBytes());
        assertThat(query.flags2Raw()).isEqualTo(0x01004000L);
        assertThat(query.sqlModeRaw()).isEqualTo(0x100004L);
        assertThat(query.clientCollation()).isEqualTo(33);
        assertThat(query.serverCollation()).isEqualTo(8);
        assertThat(query.explicitDefaultsForTimestamp()).isEqualTo(1);
        assertThat(query.defaultCollationForUtf8mb4()).isEqualTo(46);
        assertThat(query.schema()).isEqualTo("ev");
        assertThat(query.sql()).isEqualTo("DROP");
    }

    @Test
    void shouldTellOfStatusVariablesThatAreNotThere() {
        ByteBuf body = bytes("0500000000000000 02 0000 0400  83 00  f0 00  6576 00");
        QueryEventFlyweight query = new QueryEventFlyweight().wrap(body, 0, body.readableBytes());
        assertThat(query.sqlModeRaw()).isEqualTo(QueryEventFlyweight.NO_VALUE);
        assertThat(query.explicitDefaultsForTimestamp()).isEqualTo(QueryEventFlyweight.NO_VALUE);
        assertThat(query.serverCollation()).isEqualTo(QueryEventFlyweight.NO_COLLATION);
    }
}
