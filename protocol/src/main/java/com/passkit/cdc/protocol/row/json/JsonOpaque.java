package com.passkit.cdc.protocol.row.json;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.BinaryDecimal;

import io.netty.buffer.ByteBuf;

/**
 * Values of binary JSON that are of an SQL type. The type byte is a {@code enum_field_types}.
 * <pre>
 * Decimal  (246)        => Precision Scale BinaryDecimal     printed as its digits
 *   Precision             => uint8
 *   Scale                 => uint8
 * Date     (10)         => int64     bits 24 and up: second 6, minute 6, hour 5, day 5, year × 13 + month;
 * DateTime (12), (7)                 below: microseconds
 * Time     (11)         => int64     as above with hour 10 and no date; negative for negative times
 * others                => bytes     printed as "base64:type&lt;N&gt;:…", a line break behind every 76 characters
 * </pre>
 * Memory: borrowed until the method returns. Threading: one thread at a time.
 */
final class JsonOpaque {

    private static final int TYPE_TIMESTAMP = 7;
    private static final int TYPE_DATE = 10;
    private static final int TYPE_TIME = 11;
    private static final int TYPE_DATETIME = 12;
    private static final int TYPE_DECIMAL = 246;

    private static final int DECIMAL_HEADER_LENGTH = 2;
    private static final int MICROS_BITS = 24;
    private static final int MICROS_MASK = 0xff_ffff;
    private static final int MICROS_DIGITS = 6;
    private static final int SIX_BITS = 0x3f;
    private static final int FIVE_BITS = 0x1f;
    private static final int MINUTE_SHIFT = 6;
    private static final int HOUR_SHIFT = 12;
    private static final int TIME_HOUR_MASK = 0x3ff;
    private static final int DAY_SHIFT = 17;
    private static final int MONTHS_SHIFT = 22;
    private static final int MONTHS_OF_YEAR = 13;
    private static final int MAX_YEARS = 10_000;

    private static final byte[] BASE64_PREFIX = {'b', 'a', 's', 'e', '6', '4', ':', 't', 'y', 'p', 'e'};

    private final byte[] decimal = new byte[BinaryDecimal.MAX_TEXT_LENGTH];

    void write(int type, ByteBuf json, int index, int length, ByteBuf out) {
        switch (type) {
            case TYPE_DECIMAL -> writeDecimal(json, index, length, out);
            case TYPE_DATE -> writeDate(temporal(json, index, length), false, out);
            case TYPE_DATETIME, TYPE_TIMESTAMP -> writeDate(temporal(json, index, length), true, out);
            case TYPE_TIME -> writeTime(temporal(json, index, length), out);
            default -> writeBase64(type, json, index, length, out);
        }
    }

    private void writeDecimal(ByteBuf json, int index, int length, ByteBuf out) {
        int precision = length < DECIMAL_HEADER_LENGTH ? 0 : json.getUnsignedByte(index);
        int scale = length < DECIMAL_HEADER_LENGTH ? 0 : json.getUnsignedByte(index + 1);
        if (!BinaryDecimal.isValidInJson(precision, scale)
            || BinaryDecimal.encodedLength(precision, scale) != length - DECIMAL_HEADER_LENGTH) {
            throw MalformedPacketException.of("JsonOpaque", "decimal", "(" + precision + "," + scale + ") in " + length
                + " bytes", "precision 1 to 81, scale 0 to 38, as many bytes");
        }
        int textLength = BinaryDecimal.print(json, index + DECIMAL_HEADER_LENGTH, precision, scale, decimal);
        out.writeBytes(decimal, 0, textLength);
    }

    private static long temporal(ByteBuf json, int index, int length) {
        if (length != Long.BYTES) {
            throw MalformedPacketException.of("JsonOpaque", "temporal.length", length, String.valueOf(Long.BYTES));
        }
        return json.getLongLE(index);
    }

    private static void writeDate(long packed, boolean withTime, ByteBuf out) {
        long fields = Math.abs(packed) >>> MICROS_BITS;
        long months = fields >>> MONTHS_SHIFT;
        out.writeByte('"');
        JsonTemporals.writeDate((int) (months / MONTHS_OF_YEAR % MAX_YEARS), (int) (months % MONTHS_OF_YEAR),
            (int) (fields >>> DAY_SHIFT) & FIVE_BITS, out);
        if (withTime) {
            out.writeByte(' ');
            JsonTemporals.writeClock((int) (fields >>> HOUR_SHIFT) & FIVE_BITS, minutes(fields), seconds(fields),
                micros(packed), MICROS_DIGITS, out);
        }
        out.writeByte('"');
    }

    private static void writeTime(long packed, ByteBuf out) {
        long fields = Math.abs(packed) >>> MICROS_BITS;
        out.writeByte('"');
        JsonTemporals.writeTime(packed < 0, (int) (fields >>> HOUR_SHIFT) & TIME_HOUR_MASK, minutes(fields),
            seconds(fields), micros(packed), MICROS_DIGITS, out);
        out.writeByte('"');
    }

    private static int minutes(long fields) {
        return (int) (fields >>> MINUTE_SHIFT) & SIX_BITS;
    }

    private static int seconds(long fields) {
        return (int) fields & SIX_BITS;
    }

    private static int micros(long packed) {
        return (int) Math.abs(packed) & MICROS_MASK;
    }

    private static void writeBase64(int type, ByteBuf json, int index, int length, ByteBuf out) {
        out.writeByte('"').writeBytes(BASE64_PREFIX);
        JsonDigits.writeUnsigned(type, out);
        out.writeByte(':');
        Base64Lines.write(json, index, length, out);
        out.writeByte('"');
    }
}
