package com.passkit.cdc.protocol.binlog.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;
import org.junit.jupiter.api.Test;

import io.netty.buffer.Unpooled;

class ValueDecodersTest {

    private static ColumnDescriptor column(ColumnType type) {
        return ColumnDescriptor.of("points", type, true);
    }

    @Test
    void shouldNameColumnOfUnknownType() {
        assertThatThrownBy(() -> ValueDecoders.of(200, 0, column(ColumnType.INT)))
            .isInstanceOf(UnsupportedFeatureException.class)
            .hasMessage("column points: tableMap.column.type: 200 (expected: one that this version reads)");
    }

    @Test
    void shouldRefuseDefinitionThatDoesNotFitTheEvent() {
        assertThatThrownBy(() -> ValueDecoders.of(FieldType.VARCHAR, 20, column(ColumnType.INT)))
            .isInstanceOf(UnsupportedFeatureException.class)
            .hasMessage("column points: VARCHAR in the event (expected: INT, as it is defined)");
    }

    @Test
    void shouldRefuseMetadataThatNoServerWrites() {
        assertThatThrownBy(() -> ValueDecoders.of(FieldType.NEWDECIMAL, 0x0542, column(ColumnType.DECIMAL)))
            .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("points").hasMessageContaining("66,5");
        assertThatThrownBy(() -> ValueDecoders.of(FieldType.BIT, 0x0801, column(ColumnType.BIT)))
            .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("65");
        assertThatThrownBy(() -> ValueDecoders.of(FieldType.BLOB, 5, column(ColumnType.BLOB)))
            .isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> ValueDecoders.of(FieldType.TIME2, 7, column(ColumnType.TIME)))
            .isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> ValueDecoders.of(FieldType.STRING, 0x03f7, column(ColumnType.ENUM)))
            .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void shouldRefuseLengthOverTwoGiB() {
        ValueDecoder decoder = ValueDecoders.of(FieldType.BLOB, 4, column(ColumnType.BLOB));
        assertThatThrownBy(() -> decoder.length(Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1, 0}), 0, 5))
            .isInstanceOf(MalformedPacketException.class)
            .hasMessage("RowImage.points.length: 4294967299 (expected: <= 5, the bytes that are left)");
    }

    @Test
    void shouldTellTypeLengthAndScaleFromTableMapAlone() {
        assertThat(ColumnEncoding.of(FieldType.NEWDECIMAL, 0x020a))
            .isEqualTo(new ColumnEncoding(ColumnType.DECIMAL, 10, 2, true, false, false));
        assertThat(ColumnEncoding.of(FieldType.STRING, 0xfcce))
            .isEqualTo(new ColumnEncoding(ColumnType.CHAR, 1020, 0, false, true, false));
        assertThat(ColumnEncoding.of(FieldType.STRING, 0x02f7))
            .isEqualTo(new ColumnEncoding(ColumnType.ENUM, 0, 0, false, false, true));
        assertThat(ColumnEncoding.of(FieldType.BIT, 0x0101))
            .isEqualTo(new ColumnEncoding(ColumnType.BIT, 9, 0, false, false, false));
        assertThat(ColumnEncoding.of(FieldType.DATETIME2, 3))
            .isEqualTo(new ColumnEncoding(ColumnType.DATETIME, 0, 3, false, false, false));
    }

    @Test
    void shouldTellBytesFromTextByCollation() {
        assertThat(ColumnEncoding.of(FieldType.BLOB, 2).type(Collation.BINARY)).isEqualTo(ColumnType.BLOB);
        assertThat(ColumnEncoding.of(FieldType.BLOB, 2).type(Collation.UTF8MB4)).isEqualTo(ColumnType.TEXT);
        assertThat(ColumnEncoding.of(FieldType.VARCHAR, 2).type(Collation.BINARY)).isEqualTo(ColumnType.VARBINARY);
        assertThat(ColumnEncoding.of(FieldType.STRING, 0x02fe).type(Collation.BINARY)).isEqualTo(ColumnType.BINARY);
        assertThat(ColumnEncoding.of(FieldType.STRING, 0x02fe).type(Collation.UTF8MB4)).isEqualTo(ColumnType.CHAR);
        assertThat(ColumnEncoding.of(FieldType.JSON, 4).type(Collation.BINARY)).isEqualTo(ColumnType.JSON);
    }
}
