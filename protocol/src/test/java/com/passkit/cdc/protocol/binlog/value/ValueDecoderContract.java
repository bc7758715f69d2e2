package com.passkit.cdc.protocol.binlog.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** What every value decoder keeps to. A column type's test gives samples: column, bytes, and the call they make. */
interface ValueDecoderContract {

    /**
     * @param mysqlType type code of the table map
     * @param metadata  of the table map
     * @param column    its definition
     * @param hex       bytes of the value in a row image
     * @param call      what the visitor receives
     */
    record Sample(int mysqlType, int metadata, ColumnDescriptor column, String hex, String call) {

        static Sample of(int mysqlType, int metadata, ColumnType type, String hex, String call) {
            return new Sample(mysqlType, metadata, column(type, false), hex, call);
        }

        static Sample unsigned(int mysqlType, ColumnType type, String hex, String call) {
            return new Sample(mysqlType, 0, column(type, true), hex, call);
        }

        private static ColumnDescriptor column(ColumnType type, boolean unsigned) {
            return new ColumnDescriptor("c", type, unsigned, true, 0, 0, Collation.BINARY, List.of());
        }

        ValueDecoder decoder() {
            return ValueDecoders.of(mysqlType, metadata, column);
        }

        byte[] bytes() {
            return ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
        }
    }

    List<Sample> samples();

    @Test
    default void shouldPushValueOfKnownBytes() {
        for (Sample sample : samples()) {
            ByteBuf image = Unpooled.wrappedBuffer(sample.bytes());
            assertThat(RecordedValue.of(sample.decoder(), image, 0)).as(sample.toString()).isEqualTo(sample.call());
        }
    }

    @Test
    default void shouldTellLengthOfValueWhateverFollows() {
        for (Sample sample : samples()) {
            byte[] bytes = sample.bytes();
            for (int behind = 0; behind < 3; behind++) {
                ByteBuf image = Unpooled.wrappedBuffer(bytes, new byte[behind]);
                assertThat(sample.decoder().length(image, 0, image.writerIndex())).as(sample.toString())
                    .isEqualTo(bytes.length);
            }
        }
    }

    @Test
    default void shouldDecodeAtAnyIndexAndTwiceTheSame() {
        for (Sample sample : samples()) {
            byte[] bytes = sample.bytes();
            ValueDecoder decoder = sample.decoder();
            for (int index = 0; index < 5; index++) {
                ByteBuf image = Unpooled.directBuffer();
                try {
                    image.writeBytes(new byte[] {-1, -1, -1, -1}, 0, Math.min(index, 4)).writeZero(index == 4 ? 1 : 0);
                    int at = image.writerIndex();
                    image.writeBytes(bytes).writeByte(0xff);
                    assertThat(decoder.length(image, at, at + bytes.length)).isEqualTo(bytes.length);
                    assertThat(RecordedValue.of(decoder, image, at)).as(sample.toString()).isEqualTo(sample.call());
                } finally {
                    image.release();
                }
            }
        }
    }

    @Test
    default void shouldRefuseValueThatReachesBehindTheEnd() {
        for (Sample sample : samples()) {
            ByteBuf image = Unpooled.wrappedBuffer(sample.bytes());
            ValueDecoder decoder = sample.decoder();
            for (int end = 0; end < image.writerIndex(); end++) {
                int tooShort = end;
                assertThatThrownBy(() -> decoder.length(image, 0, tooShort)).as(sample + " end " + end)
                    .isInstanceOfSatisfying(MalformedPacketException.class,
                        e -> assertThat(e.recovery()).isEqualTo(Recovery.STOP))
                    .hasMessageStartingWith("RowImage.c.length: ");
            }
        }
    }
}
