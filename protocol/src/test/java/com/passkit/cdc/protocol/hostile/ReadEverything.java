package com.passkit.cdc.protocol.hostile;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.json.JsonBinary;
import com.passkit.cdc.protocol.row.json.JsonText;
import com.passkit.cdc.protocol.row.text.TextDecoder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Looks at every byte of every value of a row, as an encoder would. */
final class ReadEverything implements ColumnVisitor {

    private static final int MAX_YEAR = 0xffff;

    private final ByteBuf out = Unpooled.buffer();
    private final JsonBinary json = new JsonBinary();
    private RowView row;

    void read(RowView row) {
        if (row != null) {
            this.row = row;
            row.forEach(this);
        }
    }

    private ByteBuf out() {
        return out.clear();
    }

    private static void requireRange(String name, long value, long max) {
        if (value < 0 || value > max) {
            throw new AssertionError(name + ": " + value);
        }
    }

    private static void requireFraction(int micros) {
        requireRange("micros", micros, 999_999);
    }

    @Override
    public void onNull(int column) {
        if (!row.isNull(column)) {
            throw new AssertionError("null, and not null");
        }
    }

    @Override
    public void onSigned(int column, long value) {
        requireNotNull(column);
    }

    @Override
    public void onUnsigned(int column, long value) {
        requireNotNull(column);
    }

    @Override
    public void onFloat(int column, float value) {
        requireNotNull(column);
    }

    @Override
    public void onDouble(int column, double value) {
        requireNotNull(column);
    }

    private void requireNotNull(int column) {
        if (row.isNull(column)) {
            throw new AssertionError("a value, and null");
        }
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        for (int i = index; i < index + length; i++) {
            int c = ascii.getByte(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-') {
                throw new AssertionError("decimal: " + c);
            }
        }
    }

    @Override
    public void onBit(int column, long bits) {
        requireNotNull(column);
    }

    @Override
    public void onString(int column, ByteBuf bytes, int index, int length) {
        TextDecoder decoder;
        try {
            decoder = TextDecoder.of(row.table().column(column).collation());
        } catch (UnsupportedFeatureException e) {
            return;
        }
        decoder.writeJson(bytes, index, length, out());
    }

    @Override
    public void onBytes(int column, ByteBuf bytes, int index, int length) {
        out().writeBytes(bytes, index, length);
    }

    @Override
    public void onEnum(int column, int ordinal) {
        requireRange("ordinal", ordinal, 0xffff);
    }

    @Override
    public void onSet(int column, long bits) {
        requireNotNull(column);
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        requireRange("year", year, MAX_YEAR);
    }

    @Override
    public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        requireRange("year", year, Integer.MAX_VALUE);
        requireFraction(micros);
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        requireRange("hours", hours, Integer.MAX_VALUE);
        requireFraction(micros);
    }

    @Override
    public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
        json.write(bytes, index, length, out());
    }

    @Override
    public void onJsonText(int column, ByteBuf utf8, int index, int length) {
        JsonText.compact(utf8, index, length, out());
    }
}
