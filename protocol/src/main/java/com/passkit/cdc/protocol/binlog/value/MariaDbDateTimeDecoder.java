package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/**
 * DATETIME with a fraction in MariaDB's own format ({@code mysql56_temporal_format=OFF}, and tables made before 10.1):
 * big endian in 6 to 8 bytes, the number (((((year × 13 + month) × 32 + day) × 24 + hour) × 60 + minute) × 60 + second)
 * and behind it the digits of the fraction. Source: sql/field.cc of MariaDB, Field_datetime_hires.
 */
final class MariaDbDateTimeDecoder extends FixedLengthDecoder {

    private static final int[] LENGTHS = {5, 6, 6, 7, 7, 7, 8};
    private static final int SIXTY = 60;
    private static final int HOURS = 24;
    private static final int DAYS = 32;
    private static final int MONTHS = 13;
    private static final long HOURS_TO_YEAR_10000 = 10_000L * MONTHS * DAYS * HOURS;

    private final int unitsInSecond;
    private final int unitMicros;

    MariaDbDateTimeDecoder(String column, int fractionDigits) {
        super(column, LENGTHS[fractionDigits]);
        unitsInSecond = Fraction.unitsInSecond(fractionDigits);
        unitMicros = Fraction.MICROS_IN_SECOND / unitsInSecond;
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        long units = Fraction.bigEndian(image, index, length());
        long seconds = units / unitsInSecond;
        long hours = seconds / (SIXTY * SIXTY);
        if (units < 0 || hours >= HOURS_TO_YEAR_10000) {
            throw MalformedPacketException.of("RowImage", "datetime", Long.toUnsignedString(units), "before 10000");
        }
        int days = (int) (hours / HOURS);
        int months = days / DAYS;
        visitor.onDateTime(column, months / MONTHS, months % MONTHS, days % DAYS, (int) (hours % HOURS),
            (int) (seconds / SIXTY % SIXTY), (int) (seconds % SIXTY), (int) (units % unitsInSecond) * unitMicros);
    }
}
