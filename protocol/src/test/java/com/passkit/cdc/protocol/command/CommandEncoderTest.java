package com.passkit.cdc.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.junit.jupiter.api.Test;

class CommandEncoderTest {

    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    @Test
    void shouldEncodeTheCommandsOfOneField() {
        assertThat(bytes(CommandEncoder.query(ALLOCATOR, "ä"))).isEqualTo(WireBytes.ofHex("03 c3a4").toArray());
        assertThat(bytes(CommandEncoder.ping(ALLOCATOR))).containsExactly(0x0e);
        assertThat(bytes(CommandEncoder.quit(ALLOCATOR))).containsExactly(0x01);
        assertThat(bytes(CommandEncoder.prepare(ALLOCATOR, "x"))).containsExactly(0x16, 'x');
        assertThat(bytes(CommandEncoder.closeStatement(ALLOCATOR, 0x0102))).containsExactly(0x19, 2, 1, 0, 0);
    }

    @Test
    void shouldEncodeAnExecutionWithoutParameters() {
        assertThat(bytes(StatementExecuteEncoder.encode(ALLOCATOR, 5, new Object[0])))
            .isEqualTo(WireBytes.ofHex("17 05000000 00 01000000").toArray());
    }

    @Test
    void shouldBindEachKindOfParameter() {
        Object[] parameters = {"ab", null, -2L, new byte[] {9}};
        assertThat(bytes(StatementExecuteEncoder.encode(ALLOCATOR, 5, parameters))).isEqualTo(WireBytes.ofHex("""
            17 05000000 00 01000000 02 01 fd00 0600 0800 fc00 026162 feffffffffffffff 0109""").toArray());
    }

    @Test
    void shouldMarkTheNinthParameterAsNullInTheSecondByte() {
        Object[] parameters = {"", "", "", "", "", "", "", "", null};
        byte[] bytes = bytes(StatementExecuteEncoder.encode(ALLOCATOR, 5, parameters));
        assertThat(bytes[10]).isZero();
        assertThat(bytes[11]).isEqualTo((byte) 1);
    }

    @Test
    void shouldRefuseOtherParameters() {
        assertThatThrownBy(() -> new PreparedExchange("x", null, new RecordingRowHandler(), "a", new Object()))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("parameters[1]: java.lang.Object");
    }

    @Test
    void shouldEncodeTheRegistration() {
        assertThat(bytes(RegisterReplicaEncoder.encode(ALLOCATOR, 0xffff_fffeL, "")))
            .isEqualTo(WireBytes.ofHex("15 feffffff 00 00 00 0000 00000000 00000000").toArray());
    }

    @Test
    void shouldEncodeADumpFromAFile() {
        BinlogPosition position = new BinlogPosition.InFile("b.1", 0xffff_ffffL);
        assertThat(bytes(BinlogDumpEncoder.encode(ALLOCATOR, position, 7, true)))
            .isEqualTo(WireBytes.ofHex("12 ffffffff 0100 07000000").text("b.1").toArray());
    }

    @Test
    void shouldDemandGtidsBeyond4GiB() {
        BinlogPosition position = new BinlogPosition.InFile("b.1", 0x1_0000_0000L);
        assertThatThrownBy(() -> BinlogDumpEncoder.encode(ALLOCATOR, position, 7, false))
            .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("GTID");
    }

    @Test
    void shouldEncodeADumpBehindGtidsWithoutAFile() {
        GtidSet set = GtidSet.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5");
        assertThat(bytes(BinlogDumpEncoder.encode(ALLOCATOR, new BinlogPosition.BehindGtids(set), 7, false)))
            .isEqualTo(WireBytes.ofHex("""
                1e 0400 07000000 00000000 0400000000000000 30000000
                0100000000000000 3e11fa4771ca11e19e33c80aa9429562 0100000000000000
                0100000000000000 0600000000000000""").toArray());
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        buffer.release();
        return bytes;
    }
}
