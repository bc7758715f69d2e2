package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/**
 * TIME with a fraction in MariaDB's own format ({@code mysql56_temporal_format=OFF}, and tables made before 10.1): big
 * endian in 4 to 6 bytes, counted in units of the last digit and moved up by 838:59:59 and one unit of a second.
 * Source: sql/field.cc of MariaDB, Field_time_hires.
 */
final class MariaDbTimeDecoder extends FixedLengthDecoder {

    private static final int[] LENGTHS = {3, 4, 4, 5, 5, 5, 6};
    private static final long ZERO_SECONDS = 838 * 3600 + 59 * 60 + 59 + 1;
    private static final int SIXTY = 60;

    private final int unitsInSecond;
    private final int unitMicros;

    MariaDbTimeDecoder(String column, int fractionDigits) {
        super(column, LENGTHS[fractionDigits]);
        unitsInSecond = Fraction.unitsInSecond(fractionDigits);
        unitMicros = Fraction.MICROS_IN_SECOND / unitsInSecond;
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        long units = Fraction.bigEndian(image, index, length()) - ZERO_SECONDS * unitsInSecond;
        long magnitude = Math.abs(units);
        if (magnitude >= ZERO_SECONDS * unitsInSecond) {
            throw MalformedPacketException.of("RowImage", "time", magnitude + " units", "< 839 hours");
        }
        int seconds = (int) (magnitude / unitsInSecond);
        visitor.onTime(column, units < 0, seconds / (SIXTY * SIXTY), seconds / SIXTY % SIXTY, seconds % SIXTY,
            (int) (magnitude % unitsInSecond) * unitMicros);
    }
}
