package com.passkit.cdc.snapshot.incremental;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * The value of a key column as a literal that the server compares with the column by the column's own rules. Text goes
 * as its bytes with the name of its character set, so that nothing is converted on the way; it supposes a session whose
 * {@code sql_mode} is empty and whose time zone is UTC.
 * Threading: one thread.
 */
final class KeyLiteral implements ColumnVisitor {

    private ColumnDescriptor described;
    private String literal;

    /** @return the literal; the column is neither null nor absent */
    String of(RowView row, int column) {
        described = row.table().column(column);
        literal = null;
        row.visit(column, this);
        if (literal == null) {
            throw new IllegalStateException(row.table() + ": no value in key column "
                + row.table().column(column).name() + " (expected: one, as the column is not nullable)");
        }
        return literal;
    }

    @Override
    public void onNull(int column) {
        literal = null;
    }

    @Override
    public void onSigned(int column, long value) {
        literal = Long.toString(value);
    }

    @Override
    public void onUnsigned(int column, long value) {
        literal = Long.toUnsignedString(value);
    }

    /** A FLOAT column is compared as the DOUBLE that it is. */
    @Override
    public void onFloat(int column, float value) {
        onDouble(column, value);
    }

    @Override
    public void onDouble(int column, double value) {
        String text = Double.toString(value);
        literal = text.indexOf('E') >= 0 ? text : text + "E0";
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        literal = ascii.toString(index, length, StandardCharsets.US_ASCII);
    }

    @Override
    public void onBit(int column, long bits) {
        literal = Long.toUnsignedString(bits);
    }

    @Override
    public void onString(int column, ByteBuf buffer, int index, int length) {
        literal = described.type().isText()
            ? '_' + described.collation().charset() + " X'" + ByteBufUtil.hexDump(buffer, index, length) + '\''
            : '\'' + buffer.toString(index, length, StandardCharsets.US_ASCII).replace("'", "''") + '\'';
    }

    @Override
    public void onBytes(int column, ByteBuf buffer, int index, int length) {
        literal = "X'" + ByteBufUtil.hexDump(buffer, index, length) + '\'';
    }

    @Override
    public void onEnum(int column, int ordinal) {
        literal = Integer.toString(ordinal);
    }

    @Override
    public void onSet(int column, long bits) {
        literal = Long.toUnsignedString(bits);
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        literal = String.format(Locale.ROOT, "'%04d-%02d-%02d'", year, month, day);
    }

    @Override
    public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        literal = String.format(Locale.ROOT, "'%04d-%02d-%02d %02d:%02d:%02d.%06d'", year, month, day, hour, minute,
            second, micros);
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        literal = String.format(Locale.ROOT, "'%s%02d:%02d:%02d.%06d'", negative ? "-" : "", hours, minutes, seconds,
            micros);
    }

    @Override
    public void onJsonBinary(int column, ByteBuf buffer, int index, int length) {
        throw new IllegalStateException("a JSON column is never part of a key");
    }

    @Override
    public void onJsonText(int column, ByteBuf utf8, int index, int length) {
        throw new IllegalStateException("a JSON column is never part of a key");
    }
}
