package com.passkit.cdc.protocol.testing;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes rows as readable text: {@code id=1, name='Ann'}. Threading: one thread at a time. */
public final class RowText implements ColumnVisitor {

    private final StringBuilder text = new StringBuilder();
    private RowView row;

    /** @return all present columns of a row */
    public String of(RowView row) {
        this.row = row;
        text.setLength(0);
        row.forEach(this);
        return text.toString();
    }

    private StringBuilder column(int column) {
        if (text.length() > 0) {
            text.append(", ");
        }
        ColumnDescriptor descriptor = row.table().column(column);
        return text.append(descriptor.name()).append('=');
    }

    @Override
    public void onNull(int column) {
        column(column).append("NULL");
    }

    @Override
    public void onSigned(int column, long value) {
        column(column).append(value);
    }

    @Override
    public void onUnsigned(int column, long value) {
        column(column).append(Long.toUnsignedString(value));
    }

    @Override
    public void onFloat(int column, float value) {
        column(column).append(value);
    }

    @Override
    public void onDouble(int column, double value) {
        column(column).append(value);
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        column(column).append(ascii.toString(index, length, StandardCharsets.US_ASCII));
    }

    @Override
    public void onBit(int column, long bits) {
        column(column).append("b'").append(Long.toBinaryString(bits)).append('\'');
    }

    @Override
    public void onString(int column, ByteBuf bytes, int index, int length) {
        boolean isUtf8 = row.table().column(column).collation().charset().startsWith("utf8");
        String value = bytes.toString(index, length, isUtf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        column(column).append('\'');
        value.chars().forEach(character -> {
            if (character < ' ') {
                text.append(String.format("\\x%02x", character));
            } else {
                text.append((char) character);
            }
        });
        text.append('\'');
    }

    @Override
    public void onBytes(int column, ByteBuf bytes, int index, int length) {
        column(column).append("x'").append(ByteBufUtil.hexDump(bytes, index, length)).append('\'');
    }

    @Override
    public void onEnum(int column, int ordinal) {
        ColumnDescriptor descriptor = row.table().column(column);
        column(column).append('#').append(ordinal);
        if (ordinal >= 1 && ordinal <= descriptor.labels().size()) {
            text.append('(').append(descriptor.labels().get(ordinal - 1)).append(')');
        }
    }

    @Override
    public void onSet(int column, long bits) {
        column(column).append("#0x").append(Long.toHexString(bits));
        for (int i = 0; i < row.table().column(column).labels().size(); i++) {
            if ((bits >>> i & 1) != 0) {
                text.append('(').append(row.table().column(column).labels().get(i)).append(')');
            }
        }
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        column(column).append(String.format("%04d-%02d-%02d", year, month, day));
    }

    @Override
    public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        column(column).append(String.format("%04d-%02d-%02dT%02d:%02d:%02d.%06d", year, month, day, hour, minute,
            second, micros));
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        column(column).append(negative ? "-" : "")
            .append(String.format("%02d:%02d:%02d.%06d", hours, minutes, seconds, micros));
    }

    @Override
    public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
        column(column).append("json:").append(ByteBufUtil.hexDump(bytes, index, length));
    }

    @Override
    public void onJsonText(int column, ByteBuf utf8, int index, int length) {
        column(column).append("json:").append(utf8.toString(index, length, StandardCharsets.UTF_8));
    }
}
