package com.passkit.cdc.benchmarks.rival;

/** Writes microseconds since 1970 as dates and times. Threading: one thread at a time. */
final class Temporals {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long[] MICROS_PER_UNIT = {1_000_000, 100_000, 10_000, 1000, 100, 10, 1};
    private static final int DAYS_OF_ERA = 146_097;
    private static final int DAYS_BEFORE_1970 = 719_468;

    private Temporals() {
    }

    static void writeDate(long micros, JsonBytes out) {
        out.put('"');
        putDate(Math.floorDiv(micros, MICROS_PER_SECOND * SECONDS_PER_DAY), out);
        out.put('"');
    }

    static void writeTime(long micros, JsonBytes out) {
        out.put('"');
        putClock(micros / MICROS_PER_SECOND, out);
        out.put('"');
    }

    static void writeDateTime(long micros, int fractionDigits, boolean isUtc, JsonBytes out) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        out.put('"');
        putDate(Math.floorDiv(seconds, SECONDS_PER_DAY), out);
        out.put('T');
        putClock(Math.floorMod(seconds, SECONDS_PER_DAY), out);
        if (fractionDigits > 0) {
            out.put('.');
            out.putPadded(Math.floorMod(micros, MICROS_PER_SECOND) / MICROS_PER_UNIT[fractionDigits], fractionDigits);
        }
        if (isUtc) {
            out.put('Z');
        }
        out.put('"');
    }

    /** Days to a date with years that begin in March, so that the leap day comes last. */
    private static void putDate(long epochDay, JsonBytes out) {
        long day = epochDay + DAYS_BEFORE_1970;
        long era = Math.floorDiv(day, DAYS_OF_ERA);
        long dayOfEra = day - era * DAYS_OF_ERA;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long marchMonth = (5 * dayOfYear + 2) / 153;
        long month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        out.putPadded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
        out.put('-');
        out.putPadded(month, 2);
        out.put('-');
        out.putPadded(dayOfYear - (153 * marchMonth + 2) / 5 + 1, 2);
    }

    private static void putClock(long seconds, JsonBytes out) {
        out.putPadded(seconds / 3600, 2);
        out.put(':');
        out.putPadded(seconds / 60 % 60, 2);
        out.put(':');
        out.putPadded(seconds % 60, 2);
    }
}
