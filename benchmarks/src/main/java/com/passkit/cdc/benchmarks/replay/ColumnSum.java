package com.passkit.cdc.benchmarks.replay;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** Looks at every value, and adds up what it saw: what reading alone costs. Threading: one thread at a time. */
public final class ColumnSum implements ColumnVisitor {

    private long columnCount;
    private long sum;

    public long columnCount() {
        return columnCount;
    }

    /** Depends on every value, so that none of them is dead to the compiler. */
    public long sum() {
        return sum;
    }

    private void add(long value) {
        columnCount++;
        sum = sum * 31 + value;
    }

    private void addBytes(ByteBuf bytes, int index, int length) {
        add(length == 0 ? 0 : length + bytes.getByte(index) + bytes.getByte(index + length - 1));
    }

    @Override
    public void onNull(int column) {
        add(column);
    }

    @Override
    public void onSigned(int column, long value) {
        add(value);
    }

    @Override
    public void onUnsigned(int column, long value) {
        add(value);
    }

    @Override
    public void onFloat(int column, float value) {
        add(Float.floatToRawIntBits(value));
    }

    @Override
    public void onDouble(int column, double value) {
        add(Double.doubleToRawLongBits(value));
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        addBytes(ascii, index, length);
    }

    @Override
    public void onBit(int column, long bits) {
        add(bits);
    }

    @Override
    public void onString(int column, ByteBuf bytes, int index, int length) {
        addBytes(bytes, index, length);
    }

    @Override
    public void onBytes(int column, ByteBuf bytes, int index, int length) {
        addBytes(bytes, index, length);
    }

    @Override
    public void onEnum(int column, int ordinal) {
        add(ordinal);
    }

    @Override
    public void onSet(int column, long bits) {
        add(bits);
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        add(year + month + day);
    }

    @Override
    public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        add(year + month + day + hour + minute + second + micros);
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        add(hours + minutes + seconds + micros);
    }

    @Override
    public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
        addBytes(bytes, index, length);
    }

    @Override
    public void onJsonText(int column, ByteBuf utf8, int index, int length) {
        addBytes(utf8, index, length);
    }
}
