package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes down the one call that it receives: {@code onSigned -5}. */
final class RecordedValue implements ColumnVisitor {

    private String call;
    private int column = -1;

    static String of(ValueDecoder decoder, ByteBuf image, int index) {
        RecordedValue recorded = new RecordedValue();
        decoder.decode(image, index, 7, recorded);
        if (recorded.column != 7) {
            throw new AssertionError("column: " + recorded.column);
        }
        return recorded.call;
    }

    private void record(int onColumn, String text) {
        if (call != null) {
            throw new AssertionError("second call: " + text + ", after " + call);
        }
        column = onColumn;
        call = text;
    }

    @Override
    public void onNull(int column) {
        record(column, "onNull");
    }

    @Override
    public void onSigned(int column, long value) {
        record(column, "onSigned " + value);
    }

    @Override
    public void onUnsigned(int column, long value) {
        record(column, "onUnsigned " + Long.toUnsignedString(value));
    }

    @Override
    public void onFloat(int column, float value) {
        record(column, "onFloat " + value);
    }

    @Override
    public void onDouble(int column, double value) {
        record(column, "onDouble " + value);
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        record(column, "onDecimal " + ascii.toString(index, length, java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Override
    public void onBit(int column, long bits) {
        record(column, "onBit " + Long.toUnsignedString(bits));
    }

    @Override
    public void onString(int column, ByteBuf bytes, int index, int length) {
        record(column, "onString " + ByteBufUtil.hexDump(bytes, index, length));
    }

    @Override
    public void onBytes(int column, ByteBuf bytes, int index, int length) {
        record(column, "onBytes " + ByteBufUtil.hexDump(bytes, index, length));
    }

    @Override
    public void onEnum(int column, int ordinal) {
        record(column, "onEnum " + ordinal);
    }

    @Override
    public void onSet(int column, long bits) {
        record(column, "onSet " + Long.toUnsignedString(bits));
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        record(column, String.format("onDate %04d-%02d-%02d", year, month, day));
    }

    @Override
    public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        record(column, String.format("onDateTime %04d-%02d-%02d %02d:%02d:%02d.%06d",
            year, month, day, hour, minute, second, micros));
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        record(column, String.format("onTime %s%02d:%02d:%02d.%06d",
            negative ? "-" : "", hours, minutes, seconds, micros));
    }

    @Override
    public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
        record(column, "onJsonBinary " + ByteBufUtil.hexDump(bytes, index, length));
    }

    @Override
    public void onJsonText(int column, ByteBuf utf8, int index, int length) {
        record(column, "onJsonText " + ByteBufUtil.hexDump(utf8, index, length));
    }
}
