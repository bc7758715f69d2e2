package com.passkit.cdc.snapshot.read;

import java.util.Arrays;

import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A row that outlives its callback: takes the values of another row as a visitor and hands them on as a view. One
 * instance is filled again and again; it allocates only when a row is longer than all before.
 * <p>
 * Memory: owns a heap buffer. Threading: one thread.
 */
public final class HeldRow implements RowView, ColumnVisitor {

    private static final int INITIAL_CAPACITY = 1024;
    private static final int FIELD_COUNT = 7;

    private static final byte ABSENT = 0;
    private static final byte NULL = 1;
    private static final byte SIGNED = 2;
    private static final byte UNSIGNED = 3;
    private static final byte FLOAT = 4;
    private static final byte DOUBLE = 5;
    private static final byte DECIMAL = 6;
    private static final byte BIT = 7;
    private static final byte STRING = 8;
    private static final byte BYTES = 9;
    private static final byte ENUM = 10;
    private static final byte SET = 11;
    private static final byte DATE = 12;
    private static final byte DATE_TIME = 13;
    private static final byte TIME = 14;
    private static final byte JSON_BINARY = 15;
    private static final byte JSON_TEXT = 16;

    private final TableDescriptor table;
    private final byte[] kinds;
    private final long[] values;
    private final int[] fields;
    private final ByteBuf bytes = Unpooled.buffer(INITIAL_CAPACITY);
    private int length;

    public HeldRow(TableDescriptor table) {
        this.table = table;
        this.kinds = new byte[table.columnCount()];
        this.values = new long[table.columnCount()];
        this.fields = new int[table.columnCount() * FIELD_COUNT];
    }

    /** Replaces what is held by a copy of another row. */
    public void hold(RowView row) {
        bytes.clear();
        length = row.length();
        Arrays.fill(kinds, ABSENT);
        row.forEach(this);
    }

    @Override
    public TableDescriptor table() {
        return table;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public boolean isPresent(int column) {
        return kinds[column] != ABSENT;
    }

    @Override
    public boolean isNull(int column) {
        return kinds[column] == NULL;
    }

    @Override
    public void forEach(ColumnVisitor visitor) {
        for (int column = 0; column < kinds.length; column++) {
            visit(column, visitor);
        }
    }

    @Override
    public void visit(int column, ColumnVisitor visitor) {
        long value = values[column];
        int field = column * FIELD_COUNT;
        switch (kinds[column]) {
            case ABSENT -> { }
            case NULL -> visitor.onNull(column);
            case SIGNED -> visitor.onSigned(column, value);
            case UNSIGNED -> visitor.onUnsigned(column, value);
            case FLOAT -> visitor.onFloat(column, Float.intBitsToFloat((int) value));
            case DOUBLE -> visitor.onDouble(column, Double.longBitsToDouble(value));
            case BIT -> visitor.onBit(column, value);
            case ENUM -> visitor.onEnum(column, (int) value);
            case SET -> visitor.onSet(column, value);
            case DECIMAL -> visitor.onDecimal(column, bytes, (int) value, fields[field]);
            case STRING -> visitor.onString(column, bytes, (int) value, fields[field]);
            case BYTES -> visitor.onBytes(column, bytes, (int) value, fields[field]);
            case JSON_BINARY -> visitor.onJsonBinary(column, bytes, (int) value, fields[field]);
            case JSON_TEXT -> visitor.onJsonText(column, bytes, (int) value, fields[field]);
            case DATE -> visitor.onDate(column, fields[field], fields[field + 1], fields[field + 2]);
            case DATE_TIME -> visitor.onDateTime(column, fields[field], fields[field + 1], fields[field + 2],
                fields[field + 3], fields[field + 4], fields[field + 5], fields[field + 6]);
            case TIME -> visitor.onTime(column, value != 0, fields[field], fields[field + 1], fields[field + 2],
                fields[field + 3]);
            default -> throw new IllegalStateException("kind: " + kinds[column]);
        }
    }

    @Override
    public void onNull(int column) {
        kinds[column] = NULL;
    }

    @Override
    public void onSigned(int column, long value) {
        number(column, SIGNED, value);
    }

    @Override
    public void onUnsigned(int column, long value) {
        number(column, UNSIGNED, value);
    }

    @Override
    public void onFloat(int column, float value) {
        number(column, FLOAT, Float.floatToRawIntBits(value));
    }

    @Override
    public void onDouble(int column, double value) {
        number(column, DOUBLE, Double.doubleToRawLongBits(value));
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        range(column, DECIMAL, ascii, index, length);
    }

    @Override
    public void onBit(int column, long bits) {
        number(column, BIT, bits);
    }

    @Override
    public void onString(int column, ByteBuf buffer, int index, int length) {
        range(column, STRING, buffer, index, length);
    }

    @Override
    public void onBytes(int column, ByteBuf buffer, int index, int length) {
        range(column, BYTES, buffer, index, length);
    }

    @Override
    public void onEnum(int column, int ordinal) {
        number(column, ENUM, ordinal);
    }

    @Override
    public void onSet(int column, long bits) {
        number(column, SET, bits);
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        kinds[column] = DATE;
        fields(column, year, month, day, 0, 0, 0, 0);
    }

    @Override
    public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        kinds[column] = DATE_TIME;
        fields(column, year, month, day, hour, minute, second, micros);
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        number(column, TIME, negative ? 1 : 0);
        fields(column, hours, minutes, seconds, micros, 0, 0, 0);
    }

    @Override
    public void onJsonBinary(int column, ByteBuf buffer, int index, int length) {
        range(column, JSON_BINARY, buffer, index, length);
    }

    @Override
    public void onJsonText(int column, ByteBuf utf8, int index, int length) {
        range(column, JSON_TEXT, utf8, index, length);
    }

    private void number(int column, byte kind, long value) {
        kinds[column] = kind;
        values[column] = value;
    }

    private void range(int column, byte kind, ByteBuf buffer, int index, int length) {
        kinds[column] = kind;
        values[column] = bytes.writerIndex();
        fields[column * FIELD_COUNT] = length;
        bytes.writeBytes(buffer, index, length);
    }

    private void fields(int column, int f0, int f1, int f2, int f3, int f4, int f5, int f6) {
        int field = column * FIELD_COUNT;
        fields[field] = f0;
        fields[field + 1] = f1;
        fields[field + 2] = f2;
        fields[field + 3] = f3;
        fields[field + 4] = f4;
        fields[field + 5] = f5;
        fields[field + 6] = f6;
    }
}
