package com.passkit.cdc.snapshot.incremental;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import static org.assertj.core.api.Assertions.assertThat;

/** One row at a time in a buffer that is used again and again. */
class ReusedRowBufferTest {

    private static final List<BiConsumer<ColumnVisitor, ByteBuf>> VALUES = List.of(
        (v, b) -> v.onNull(0),
        (v, b) -> v.onSigned(1, Long.MIN_VALUE),
        (v, b) -> v.onUnsigned(2, -1L),
        (v, b) -> v.onFloat(3, -0.0f),
        (v, b) -> v.onDouble(4, Double.MIN_VALUE),
        (v, b) -> v.onDecimal(5, b, 0, 4),
        (v, b) -> v.onBit(6, -1L),
        (v, b) -> v.onString(7, b, 2, 3),
        (v, b) -> v.onBytes(8, b, 5, 0),
        (v, b) -> v.onEnum(9, 65535),
        (v, b) -> v.onSet(10, -1L),
        (v, b) -> v.onDate(11, 9999, 12, 31),
        (v, b) -> v.onDateTime(12, 1, 2, 3, 4, 5, 6, 999_999),
        (v, b) -> v.onTime(13, true, 838, 59, 58, 7),
        (v, b) -> v.onJsonBinary(14, b, 1, 2),
        (v, b) -> v.onJsonText(15, b, 0, 6));

    @Test
    void shouldReplayEveryValueAfterTheSourceIsGone() {
        TableDescriptor table = table(VALUES.size() + 1);
        RowBuffer buffer = new RowBuffer(table);
        ByteBuf bytes = Unpooled.copiedBuffer("-1.50x", StandardCharsets.US_ASCII);
        RowView row = new ScriptedRow(table, VALUES, bytes);
        Calls expected = new Calls();
        row.forEach(expected);

        RowView held = hold(buffer, row);
        bytes.setZero(0, 6);
        Calls calls = new Calls();
        held.forEach(calls);

        assertThat(calls.list).isEqualTo(expected.list).hasSize(VALUES.size());
        assertThat(held.isNull(0)).isTrue();
        assertThat(held.isNull(1)).isFalse();
        assertThat(held.isPresent(1)).isTrue();
        assertThat(held.isPresent(VALUES.size())).isFalse();
        assertThat(held.table()).isSameAs(table);
    }

    @Test
    void shouldForgetTheRowBefore() {
        TableDescriptor table = table(2);
        RowBuffer buffer = new RowBuffer(table);
        ByteBuf bytes = Unpooled.copiedBuffer("abcdef", StandardCharsets.US_ASCII);
        hold(buffer,
            new ScriptedRow(table, List.of((v, b) -> v.onString(0, b, 0, 6), (v, b) -> v.onSigned(1, 1)), bytes));

        RowView held = hold(buffer, new ScriptedRow(table, List.of((v, b) -> v.onString(0, b, 1, 2)), bytes));
        Calls calls = new Calls();
        held.forEach(calls);

        assertThat(calls.list).containsExactly("0 string bc");
        assertThat(held.isPresent(1)).isFalse();
    }

    private static RowView hold(RowBuffer buffer, RowView row) {
        buffer.clear();
        buffer.append(row);
        return buffer.row(0);
    }

    private static TableDescriptor table(int columnCount) {
        return TableDescriptor.of("db", "t", IntStream.range(0, columnCount)
            .mapToObj(i -> ColumnDescriptor.of("c" + i, ColumnType.INT, true)).toList());
    }

    private record ScriptedRow(TableDescriptor table, List<BiConsumer<ColumnVisitor, ByteBuf>> values, ByteBuf bytes)
        implements RowView {

        @Override
        public int length() {
            return bytes.readableBytes();
        }

        @Override
        public boolean isPresent(int column) {
            return column < values.size();
        }

        @Override
        public boolean isNull(int column) {
            throw new AssertionError("nothing under test calls this");
        }

        @Override
        public void forEach(ColumnVisitor visitor) {
            values.forEach(value -> value.accept(visitor, bytes));
        }

        @Override
        public void visit(int column, ColumnVisitor visitor) {
            values.get(column).accept(visitor, bytes);
        }
    }

    private static final class Calls implements ColumnVisitor {

        private final List<String> list = new ArrayList<>();

        private void add(int column, String kind, Object... values) {
            StringBuilder call = new StringBuilder().append(column).append(' ').append(kind);
            for (Object value : values) {
                call.append(' ').append(value);
            }
            list.add(call.toString());
        }

        private static String text(ByteBuf bytes, int index, int length) {
            return bytes.toString(index, length, StandardCharsets.US_ASCII);
        }

        @Override
        public void onNull(int column) {
            add(column, "null");
        }

        @Override
        public void onSigned(int column, long value) {
            add(column, "signed", value);
        }

        @Override
        public void onUnsigned(int column, long value) {
            add(column, "unsigned", value);
        }

        @Override
        public void onFloat(int column, float value) {
            add(column, "float", value);
        }

        @Override
        public void onDouble(int column, double value) {
            add(column, "double", value);
        }

        @Override
        public void onDecimal(int column, ByteBuf ascii, int index, int length) {
            add(column, "decimal", text(ascii, index, length));
        }

        @Override
        public void onBit(int column, long bits) {
            add(column, "bit", bits);
        }

        @Override
        public void onString(int column, ByteBuf bytes, int index, int length) {
            add(column, "string", text(bytes, index, length));
        }

        @Override
        public void onBytes(int column, ByteBuf bytes, int index, int length) {
            add(column, "bytes", text(bytes, index, length));
        }

        @Override
        public void onEnum(int column, int ordinal) {
            add(column, "enum", ordinal);
        }

        @Override
        public void onSet(int column, long bits) {
            add(column, "set", bits);
        }

        @Override
        public void onDate(int column, int year, int month, int day) {
            add(column, "date", year, month, day);
        }

        @Override
        public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros) {
            add(column, "datetime", year, month, day, hour, minute, second, micros);
        }

        @Override
        public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
            add(column, "time", negative, hours, minutes, seconds, micros);
        }

        @Override
        public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
            add(column, "json", text(bytes, index, length));
        }

        @Override
        public void onJsonText(int column, ByteBuf utf8, int index, int length) {
            add(column, "json text", text(utf8, index, length));
        }
    }
}
