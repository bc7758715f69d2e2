package com.passkit.cdc.runtime.rules;

import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;

import io.netty.buffer.ByteBuf;

/**
 * Compares values of one column with a literal. Nothing is allocated for a value. Threading: one thread at a time.
 */
abstract class ValueComparison implements ColumnVisitor {

    private int sign;

    /**
     * @param row borrowed; has the column, and it is not null
     * @return negative: the value is less than the literal; 0: equal; positive: greater
     */
    final int of(RowView row, int column) {
        row.visit(column, this);
        return sign;
    }

    final void set(int newSign) {
        sign = newSign;
    }

    private static IllegalStateException unexpected(int column) {
        return new IllegalStateException("column " + column + " shows itself as another type than it has");
    }

    @Override
    public void onNull(int column) {
        throw unexpected(column);
    }

    @Override
    public void onSigned(int column, long value) {
        throw unexpected(column);
    }

    @Override
    public void onUnsigned(int column, long value) {
        throw unexpected(column);
    }

    @Override
    public void onFloat(int column, float value) {
        throw unexpected(column);
    }

    @Override
    public void onDouble(int column, double value) {
        throw unexpected(column);
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        throw unexpected(column);
    }

    @Override
    public void onBit(int column, long bits) {
        throw unexpected(column);
    }

    @Override
    public void onString(int column, ByteBuf bytes, int index, int length) {
        throw unexpected(column);
    }

    @Override
    public void onBytes(int column, ByteBuf bytes, int index, int length) {
        throw unexpected(column);
    }

    @Override
    public void onEnum(int column, int ordinal) {
        throw unexpected(column);
    }

    @Override
    public void onSet(int column, long bits) {
        throw unexpected(column);
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        throw unexpected(column);
    }

    @Override
    public void onDateTime(
        int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        throw unexpected(column);
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        throw unexpected(column);
    }

    @Override
    public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
        throw unexpected(column);
    }

    @Override
    public void onJsonText(int column, ByteBuf utf8, int index, int length) {
        throw unexpected(column);
    }
}
