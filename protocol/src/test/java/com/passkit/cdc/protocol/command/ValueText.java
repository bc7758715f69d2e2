package com.passkit.cdc.protocol.command;

import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Prints what is pushed, parted by bars; prefixed by the method where the text alone would not tell. */
final class ValueText implements ColumnVisitor {

    private final StringJoiner text = new StringJoiner("|");

    @Override
    public String toString() {
        return text.toString();
    }

    @Override
    public void onNull(int column) {
        text.add("null");
    }

    @Override
    public void onSigned(int column, long value) {
        text.add(Long.toString(value));
    }

    @Override
    public void onUnsigned(int column, long value) {
        text.add("u" + Long.toUnsignedString(value));
    }

    @Override
    public void onFloat(int column, float value) {
        text.add("f" + value);
    }

    @Override
    public void onDouble(int column, double value) {
        text.add("d" + value);
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        text.add("decimal " + ascii.toString(index, length, StandardCharsets.US_ASCII));
    }

    @Override
    public void onBit(int column, long bits) {
        text.add("0x" + Long.toHexString(bits));
    }

    @Override
    public void onString(int column, ByteBuf bytes, int index, int length) {
        text.add(bytes.toString(index, length, StandardCharsets.UTF_8));
    }

    @Override
    public void onBytes(int column, ByteBuf bytes, int index, int length) {
        text.add("bytes " + ByteBufUtil.hexDump(bytes, index, length));
    }

    @Override
    public void onEnum(int column, int ordinal) {
        text.add("enum " + ordinal);
    }

    @Override
    public void onSet(int column, long bits) {
        text.add("set " + bits);
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        text.add(String.format("%d-%d-%d", year, month, day));
    }

    @Override
    public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        text.add(String.format("%d-%d-%dT%d:%d:%d+%d", year, month, day, hour, minute, second, micros));
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        text.add(String.format("%s%d:%d:%d+%d", negative ? "-" : "", hours, minutes, seconds, micros));
    }

    @Override
    public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
        text.add("json binary");
    }

    @Override
    public void onJsonText(int column, ByteBuf utf8, int index, int length) {
        text.add("json " + utf8.toString(index, length, StandardCharsets.UTF_8));
    }
}
