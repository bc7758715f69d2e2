package com.passkit.cdc.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

class ColumnDefinitionTest {

    private static final int NOT_NULL = 1;
    private static final int UNSIGNED = 32;
    private static final int ENUM = 0x100;
    private static final int SET = 0x800;

    @Test
    void shouldReadItsFields() {
        byte[] bytes = WireBytes.ofHex("03 646566 01 64 01 74 02 6f74 01 61 02 6f61 0c 2d00 50000000 fd 0100 1f 0000")
            .toArray();
        assertThat(ColumnDefinition.read(Unpooled.wrappedBuffer(bytes)))
            .isEqualTo(new ColumnDefinition("t", "a", 45, 80, 253, 1, 31));
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] bytes = ScriptedSession.column("n", 3, 63, 0, 0);
        for (int length = 0; length < bytes.length - 2; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ColumnDefinition.read(Unpooled.wrappedBuffer(cut))).as("%d bytes", length)
                .isInstanceOf(MalformedPacketException.class);
        }
    }

    @Test
    void shouldDeriveTheType() {
        assertThat(derived(3, 63, UNSIGNED | NOT_NULL, 0))
            .isEqualTo(new ColumnDescriptor("n", ColumnType.INT, true, false, 0, 0, Collation.BINARY, List.of()));
        assertThat(derived(254, 45, 0, 0).type()).isEqualTo(ColumnType.CHAR);
        assertThat(derived(254, 63, 0, 0).type()).isEqualTo(ColumnType.BINARY);
        assertThat(derived(254, 45, ENUM, 0).type()).isEqualTo(ColumnType.ENUM);
        assertThat(derived(254, 45, SET, 0).type()).isEqualTo(ColumnType.SET);
        assertThat(derived(253, 63, 0, 0).type()).isEqualTo(ColumnType.VARBINARY);
        assertThat(derived(252, 45, 0, 0).type()).isEqualTo(ColumnType.TEXT);
        assertThat(derived(252, 63, 0, 0).type()).isEqualTo(ColumnType.BLOB);
        assertThat(derived(245, 63, 0, 0).type()).isEqualTo(ColumnType.JSON);
        assertThat(derived(242, 63, 0, 0)).extracting(ColumnDescriptor::type, ColumnDescriptor::length)
            .containsExactly(ColumnType.VECTOR, 20);
        assertThat(derived(246, 63, 0, 5)).extracting(ColumnDescriptor::length, ColumnDescriptor::scale)
            .containsExactly(78, 5);
        assertThat(derived(12, 63, 0, 31).scale()).isZero();
        assertThat(derived(12, 63, 0, 3).scale()).isEqualTo(3);
    }

    @Test
    void shouldNameATypeItDoesNotKnow() {
        assertThatThrownBy(() -> derived(200, 63, 0, 0)).isInstanceOf(UnsupportedFeatureException.class)
            .hasMessageContaining("200 of column n");
    }

    private static ColumnDescriptor derived(int wireType, int collation, int flags, int decimals) {
        return ColumnDefinition.read(Unpooled.wrappedBuffer(
            ScriptedSession.column("n", wireType, collation, flags, decimals))).toDescriptor();
    }
}
