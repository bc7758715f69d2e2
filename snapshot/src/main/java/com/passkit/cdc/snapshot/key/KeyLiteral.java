package com.passkit.cdc.snapshot.key;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * The value of a key column as a literal that the server compares with the column by the column's own rules: numbers by
 * their digits, a FLOAT as the DOUBLE it is, an ENUM or SET by the number that it has in an index, not by the label.
 * Text goes as its bytes with the name of its character set, so that nothing is converted on the way and the column's
 * collation decides. It supposes a session whose {@code sql_mode} is empty and whose time zone is UTC.
 * Threading: one thread.
 */
final class KeyLiteral implements ColumnVisitor {

    private ColumnDescriptor described;
    private String literal;

    /** @param text as {@link KeyColumns#selected()} has it. @return the literal of a value that is not null */
    static String ofText(ColumnDescriptor column, String text) {
        return switch (column.type()) {
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, YEAR, ENUM, SET, BIT -> text;
            case FLOAT, DOUBLE -> floating(text);
            case CHAR, VARCHAR, TEXT -> text(column, text);
            case BINARY, VARBINARY, BLOB -> bytes(text);
            default -> quoted(text);
        };
    }

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
        literal = floating(Double.toString(value));
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
            ? text(described, ByteBufUtil.hexDump(buffer, index, length))
            : quoted(buffer.toString(index, length, StandardCharsets.US_ASCII));
    }

    @Override
    public void onBytes(int column, ByteBuf buffer, int index, int length) {
        literal = bytes(ByteBufUtil.hexDump(buffer, index, length));
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

    /** Without an exponent it would be a DECIMAL. */
    private static String floating(String digits) {
        return digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0 ? digits : digits + "E0";
    }

    private static String text(ColumnDescriptor column, String hex) {
        return '_' + column.collation().charset() + ' ' + bytes(hex);
    }

    private static String bytes(String hex) {
        return "X'" + hex + '\'';
    }

    private static String quoted(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
