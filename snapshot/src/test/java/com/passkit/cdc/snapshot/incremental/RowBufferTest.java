package com.passkit.cdc.snapshot.incremental;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RowBufferTest {

    private static final byte[] TEXT = "née".getBytes(StandardCharsets.UTF_8);

    private static final List<BiConsumer<Integer, ColumnVisitor>> VALUES = List.of(
        (column, visitor) -> visitor.onNull(column),
        (column, visitor) -> visitor.onSigned(column, Long.MIN_VALUE),
        (column, visitor) -> visitor.onUnsigned(column, -1),
        (column, visitor) -> visitor.onFloat(column, -1.5f),
        (column, visitor) -> visitor.onDouble(column, Double.MIN_VALUE),
        (column, visitor) -> visitor.onBit(column, -2),
        (column, visitor) -> visitor.onEnum(column, 65_535),
        (column, visitor) -> visitor.onSet(column, Long.MIN_VALUE),
        (column, visitor) -> visitor.onDecimal(column, bytes("-12.50"), 1, 6),
        (column, visitor) -> visitor.onString(column, Unpooled.wrappedBuffer(TEXT), 0, TEXT.length),
        (column, visitor) -> visitor.onBytes(column, bytes(""), 1, 0),
        (column, visitor) -> visitor.onJsonBinary(column, bytes("jb"), 1, 2),
        (column, visitor) -> visitor.onJsonText(column, bytes("{}"), 1, 2),
        (column, visitor) -> visitor.onDate(column, 0, 0, 15),
        (column, visitor) -> visitor.onDateTime(column, 9999, 12, 31, 23, 59, 59, 999_999),
        (column, visitor) -> visitor.onTime(column, true, 838, 59, 59, 1));

    private static final TableDescriptor TABLE = TableDescriptor.of("d", "t", VALUES.stream()
        .map(value -> ColumnDescriptor.of("c", ColumnType.INT, true)).toList());

    /** A kind that is kept with the wrong length would show in all columns behind it. */
    @Test
    void shouldGiveBackEveryKindOfValue() {
        RowBuffer buffer = new RowBuffer(TABLE);
        for (int row = 0; row < 1000; row++) {
            buffer.append(new Row(TABLE, row, -1));
        }
        assertThat(buffer.rowCount()).isEqualTo(1000);
        for (int row : new int[] {0, 999, 500}) {
            assertThat(buffer.row(row).length()).isEqualTo(row);
            assertThat(text(buffer.row(row))).isEqualTo(text(new Row(TABLE, row, -1)));
        }
        assertThat(buffer.row(3).isNull(0)).isTrue();
        assertThat(buffer.row(3).isNull(1)).isFalse();
    }

    @Test
    void shouldKeepColumnsAbsent() {
        RowBuffer buffer = new RowBuffer(TABLE);
        buffer.append(new Row(TABLE, 1, 4));
        assertThat(buffer.row(0).isPresent(4)).isFalse();
        assertThat(buffer.row(0).isPresent(5)).isTrue();
        assertThat(text(buffer.row(0))).isEqualTo(text(new Row(TABLE, 1, 4)));
    }

    @Test
    void shouldWriteKeysAsLiteralsThatTheServerReadsUnchanged() {
        ColumnDescriptor[] columns = new ColumnDescriptor[VALUES.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = ColumnDescriptor.of("c" + i, ColumnType.INT, false);
        }
        columns[9] = new ColumnDescriptor("c9", ColumnType.VARCHAR, false, false, 40, 0,
            new Collation(45, "utf8mb4"), List.of());
        TableDescriptor table = TableDescriptor.of("d", "t", List.of(columns))
            .withKey(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15);
        assertThat(KeyedTable.of(table, List.of()).after(new Row(table, 1, -1))).containsExactly(
            "-9223372036854775808", "18446744073709551615", "-1.5E0", "4.9E-324", "18446744073709551614", "65535",
            "9223372036854775808", "-12.50", "_utf8mb4 X'6ec3a965'", "X''", "'0000-00-15'",
            "'9999-12-31 23:59:59.999999'", "'-838:59:59.000001'");
    }

    private static String text(RowView row) {
        List<String> calls = new ArrayList<>();
        ColumnVisitor visitor = (ColumnVisitor) Proxy.newProxyInstance(
            RowBufferTest.class.getClassLoader(), new Class<?>[] {ColumnVisitor.class}, (proxy, method, arguments) -> {
                StringBuilder call = new StringBuilder(method.getName());
                for (int i = 0; i < arguments.length; i++) {
                    if (arguments[i] instanceof ByteBuf bytes) {
                        call.append(' ').append(
                            bytes.toString((int) arguments[i + 1], (int) arguments[i + 2], StandardCharsets.UTF_8));
                        break;
                    }
                    call.append(' ').append(arguments[i]);
                }
                calls.add(call.toString());
                return null;
            });
        row.forEach(visitor);
        return calls.toString();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(("[" + text + "]").getBytes(StandardCharsets.UTF_8));
    }

    /** All values, but one column that may be absent. */
    private record Row(TableDescriptor table, int length, int absent) implements RowView {

        @Override
        public boolean isPresent(int column) {
            return column != absent;
        }

        @Override
        public boolean isNull(int column) {
            return column == 0;
        }

        @Override
        public void forEach(ColumnVisitor visitor) {
            for (int column = 0; column < VALUES.size(); column++) {
                visit(column, visitor);
            }
        }

        @Override
        public void visit(int column, ColumnVisitor visitor) {
            if (column != absent) {
                VALUES.get(column).accept(column, visitor);
            }
        }
    }
}
