package com.passkit.cdc.runtime.testing;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A row whose columns are calls of the visitor. */
public final class FakeRow implements RowView {

    /** How one column shows itself. */
    @FunctionalInterface
    public interface Value {
        void push(int column, ColumnVisitor visitor);
    }

    public static final Value ABSENT = (column, visitor) -> { };
    public static final Value NULL = (column, visitor) -> visitor.onNull(column);

    private final TableDescriptor table;
    private final Value[] values;

    public FakeRow(TableDescriptor table, Value... values) {
        this.table = table;
        this.values = values;
    }

    public static Value signed(long value) {
        return (column, visitor) -> visitor.onSigned(column, value);
    }

    public static Value text(String value) {
        return text(value.getBytes(StandardCharsets.UTF_8));
    }

    public static Value text(byte[] value) {
        ByteBuf bytes = surrounded(value);
        return (column, visitor) -> visitor.onString(column, bytes, 1, value.length);
    }

    public static Value bytes(byte[] value) {
        ByteBuf bytes = surrounded(value);
        return (column, visitor) -> visitor.onBytes(column, bytes, 1, value.length);
    }

    /** Neighbours on both sides show a reader that goes too far. */
    public static ByteBuf surrounded(byte[] value) {
        return Unpooled.buffer(value.length + 2).writeByte(0x5a).writeBytes(value).writeByte(0x5a);
    }

    @Override
    public TableDescriptor table() {
        return table;
    }

    @Override
    public int length() {
        return 0;
    }

    @Override
    public boolean isPresent(int column) {
        return values[column] != ABSENT;
    }

    @Override
    public boolean isNull(int column) {
        return values[column] == NULL;
    }

    @Override
    public void forEach(ColumnVisitor visitor) {
        for (int column = 0; column < values.length; column++) {
            values[column].push(column, visitor);
        }
    }

    @Override
    public void visit(int column, ColumnVisitor visitor) {
        values[column].push(column, visitor);
    }
}
