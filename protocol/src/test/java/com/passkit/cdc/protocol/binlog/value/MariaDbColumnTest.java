package com.passkit.cdc.protocol.binlog.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Encodings of MariaDB alone; the bytes are from its version 10.11. */
class MariaDbColumnTest implements ValueDecoderContract {

    private static final int VARCHAR_100 = 401;

    private static Sample old(int mysqlType, ColumnType type, int fractionDigits, String hex, String call) {
        return new Sample(mysqlType, 0, new ColumnDescriptor("c", type, false, true, 0, fractionDigits,
            Collation.BINARY, List.of()), hex, call);
    }

    private static Sample address(ColumnType type, int length, String hex, String text) {
        return Sample.of(FieldType.STRING, length << Byte.SIZE | FieldType.STRING, type, hex,
            "onString " + ByteBufUtil.hexDump(text.getBytes()));
    }

    @Override
    public List<Sample> samples() {
        return List.of(
            old(FieldType.TIME, ColumnType.TIME, 2, "11bba5b2", "onTime -12:34:56.780000"),
            old(FieldType.TIME, ColumnType.TIME, 6, "02bf3dde7bff", "onTime -00:00:00.000001"),
            old(FieldType.DATETIME, ColumnType.DATETIME, 3, "00422bb59e9895",
                "onDateTime 2024-02-29 12:34:56.789000"),
            old(FieldType.DATETIME, ColumnType.DATETIME, 6, "0000000000000000",
                "onDateTime 0000-00-00 00:00:00.000000"),
            old(FieldType.TIMESTAMP, ColumnType.TIMESTAMP, 1, "65e079f007", "onDateTime 2024-02-29 12:34:56.700000"),
            old(FieldType.TIMESTAMP, ColumnType.TIMESTAMP, 6, "65e079f0000001",
                "onDateTime 2024-02-29 12:34:56.000001"),
            address(ColumnType.INET4, 4, "04 01020304", "1.2.3.4"),
            address(ColumnType.INET4, 4, "02 fffe", "255.254.0.0"),
            address(ColumnType.INET6, 16, "10 20010db8000000000000000000000001", "2001:db8::1"),
            address(ColumnType.INET6, 16, "00", "::"),
            address(ColumnType.UUID, 16, "0e 123e4567e89b12d3a45642665544", "123e4567-e89b-12d3-a456-426655440000"),
            Sample.of(FieldType.VARCHAR_COMPRESSED, VARCHAR_100, ColumnType.VARCHAR, "0600 00 73686f7274",
                "onString 73686f7274"),
            Sample.of(FieldType.VARCHAR_COMPRESSED, VARCHAR_100, ColumnType.VARCHAR, "0800 89 64 2b2ba33d0000",
                "onString " + "76".repeat(100)),
            Sample.of(FieldType.VARCHAR_COMPRESSED, 11, ColumnType.VARBINARY, "02 00 61", "onBytes 61"),
            Sample.of(FieldType.BLOB_COMPRESSED, 1, ColumnType.TEXT, "03 00 7474", "onString 7474"),
            Sample.of(FieldType.BLOB_COMPRESSED, 3, ColumnType.TEXT, "080000 89 c8 cbcd1d1e0000",
                "onString " + "6d".repeat(200)),
            Sample.of(FieldType.BLOB_COMPRESSED, 4, ColumnType.BLOB, "0e000000 8a 03e8 4b4a1a05a36014 0c770000",
                "onBytes " + "62".repeat(1000)),
            Sample.of(FieldType.BLOB_COMPRESSED, 4, ColumnType.BLOB, "00000000", "onBytes "));
    }

    @ParameterizedTest
    @CsvSource({"00000000000000000000000000000000,::", "00000000000000000000000000000001,::1",
        "0000000000000000000000000a000001,::10.0.0.1", "00000000000000000000ffff0a000001,::ffff:10.0.0.1",
        "0000000000000000ffff00000a000001,::ffff:0:a00:1", "20010000000000010000000000000001,2001:0:0:1::1",
        "20010db8000000010001000100010001,2001:db8::1:1:1:1:1", "fe800000000000000000000000000000,fe80::",
        "123456780abcdef00012003400000001,1234:5678:abc:def0:12:34::1"})
    void shouldPrintAddressesAsTheServerDoes(String hex, String text) {
        Sample sample = address(ColumnType.INET6, 16, "10" + hex, text);

        assertThat(RecordedValue.of(sample.decoder(), Unpooled.wrappedBuffer(sample.bytes()), 0))
            .isEqualTo(sample.call());
    }

    @Test
    void shouldUnpackLongValuesWithEitherWrapping() throws Exception {
        byte[] text = "0123456789".repeat(300_000).getBytes();
        for (boolean isBare : new boolean[] {true, false}) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(stream, new Deflater(9, isBare))) {
                deflater.write(text);
            }
            ByteBuf image = Unpooled.buffer().writeIntLE(4 + stream.size()).writeByte(isBare ? 0x8b : 0x83)
                .writeMedium(text.length).writeBytes(stream.toByteArray());
            ValueDecoder decoder = Sample.of(FieldType.BLOB_COMPRESSED, 4, ColumnType.BLOB, "", "").decoder();
            for (int round = 0; round < 2; round++) {
                assertThat(RecordedValue.of(decoder, image, 0)).isEqualTo("onBytes " + ByteBufUtil.hexDump(text));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01000000 89", "02000000 8964", "05000000 90642b2ba3", "08000000 80642b2ba33d0000",
        "08000000 8d642b2ba33d0000", "08000000 89652b2ba33d0000", "08000000 89632b2ba33d0000",
        "07000000 89642b2ba33d00", "08000000 89640000ffffffff", "0b000000 8cffffffff2b2ba33d0000"})
    void shouldRefuseWhatIsNoCompressedValue(String hex) {
        Sample sample = Sample.of(FieldType.BLOB_COMPRESSED, 4, ColumnType.BLOB, hex, "");
        ByteBuf image = Unpooled.wrappedBuffer(sample.bytes());
        assertThat(sample.decoder().length(image, 0, image.writerIndex())).isPositive();

        assertThatThrownBy(() -> RecordedValue.of(sample.decoder(), image, 0))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("c.compressed.");
    }
}
