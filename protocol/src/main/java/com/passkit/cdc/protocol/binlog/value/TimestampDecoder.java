package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/**
 * TIMESTAMP2: uint32 seconds since 1970 UTC, big endian, and a fraction. TIMESTAMP of a table made before 5.6.4: the
 * same little endian and without a fraction; where MariaDB made it with one, the seconds are big endian and the
 * fraction is counted in units of its last digit. 0 seconds is MySQL's zero value, not 1970.
 */
final class TimestampDecoder extends FixedLengthDecoder {

    private static final int SECOND = 60;
    private static final int HOUR_SECONDS = 3600;
    private static final int DAY_SECONDS = 86400;
    /** Days from 0000-03-01 to 1970-01-01: years that begin in March end with the leap day. */
    private static final int DAYS_TO_1970 = 719_468;
    private static final int DAYS_OF_400_YEARS = 146_097;
    private static final int DAYS_OF_100_YEARS = 36_524;
    private static final int DAYS_OF_4_YEARS = 1_461;
    private static final int DAYS_OF_YEAR = 365;

    private final boolean bigEndian;
    private final int fractionLength;
    private final int unitMicros;

    private TimestampDecoder(String column, boolean bigEndian, int fractionLength, int unitMicros) {
        super(column, Integer.BYTES + fractionLength);
        this.bigEndian = bigEndian;
        this.fractionLength = fractionLength;
        this.unitMicros = unitMicros;
    }

    static TimestampDecoder of(String column, int fractionDigits) {
        int fractionLength = Fraction.length(fractionDigits);
        return new TimestampDecoder(column, true, fractionLength, Fraction.unitMicros(fractionLength));
    }

    static TimestampDecoder old(String column) {
        return new TimestampDecoder(column, false, 0, 1);
    }

    /** @param fractionDigits 1 to 6 */
    static TimestampDecoder ofMariaDb(String column, int fractionDigits) {
        return new TimestampDecoder(column, true, Fraction.length(fractionDigits),
            Fraction.MICROS_IN_SECOND / Fraction.unitsInSecond(fractionDigits));
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        long epochSeconds = bigEndian ? image.getUnsignedInt(index) : image.getUnsignedIntLE(index);
        if (epochSeconds == 0) {
            visitor.onDateTime(column, 0, 0, 0, 0, 0, 0, 0);
            return;
        }
        int units = Fraction.units(image, index + Integer.BYTES, fractionLength);
        int micros = Fraction.requireInSecond(units * unitMicros);
        int secondOfDay = (int) (epochSeconds % DAY_SECONDS);
        // civil date of a day number, in the calendar of 400-year eras that begin on 1 March
        int day = (int) (epochSeconds / DAY_SECONDS) + DAYS_TO_1970;
        int era = day / DAYS_OF_400_YEARS;
        int dayOfEra = day % DAYS_OF_400_YEARS;
        int yearOfEra = (dayOfEra - dayOfEra / (DAYS_OF_4_YEARS - 1) + dayOfEra / DAYS_OF_100_YEARS
            - dayOfEra / (DAYS_OF_400_YEARS - 1)) / DAYS_OF_YEAR;
        int dayOfYear = dayOfEra - (DAYS_OF_YEAR * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = 400 * era + yearOfEra + (month <= 2 ? 1 : 0);
        visitor.onDateTime(column, year, month, dayOfMonth, secondOfDay / HOUR_SECONDS,
            secondOfDay / SECOND % SECOND, secondOfDay % SECOND, micros);
    }
}
