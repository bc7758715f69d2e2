package com.passkit.cdc.runtime.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates and times by what they read: zero and partial dates too, a TIMESTAMP in UTC. Threading: one thread at a time.
 */
final class TemporalComparison extends ValueComparison {

    static final String DATE_RULE = "'YYYY-MM-DD', with ' HH:MM:SS', a fraction and Z behind it where they matter";
    static final String TIME_RULE = "'HH:MM:SS', with a sign before and a fraction behind it where they matter";

    private static final Pattern DATE = Pattern.compile(
        "(\\d{4})-(\\d\\d)-(\\d\\d)(?:[ T](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?Z?)?");
    private static final Pattern TIME = Pattern.compile("(-?)(\\d{1,3}):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?");
    private static final int MICRO_DIGITS = 6;

    private final long literal;

    private TemporalComparison(long literal) {
        this.literal = literal;
    }

    /** @return null where the text is no date */
    static TemporalComparison ofDate(String text) {
        Matcher matcher = DATE.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        return new TemporalComparison(packed(number(matcher.group(1)), number(matcher.group(2)),
            number(matcher.group(3)), number(matcher.group(4)), number(matcher.group(5)), number(matcher.group(6)),
            micros(matcher.group(7))));
    }

    /** @return null where the text is no time */
    static TemporalComparison ofTime(String text) {
        Matcher matcher = TIME.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        return new TemporalComparison(packed(!matcher.group(1).isEmpty(), number(matcher.group(2)),
            number(matcher.group(3)), number(matcher.group(4)), micros(matcher.group(5))));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int micros(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits + "0".repeat(MICRO_DIGITS - digits.length()));
    }

    /** Grows as the text does: no field reaches the next one's place. */
    private static long packed(int year, int month, int day, int hour, int minute, int second, int micros) {
        long days = (year * 100L + month) * 100 + day;
        return ((days * 100 + hour) * 100 + minute) * 100_000_000 + second * 1_000_000L + micros;
    }

    private static long packed(boolean isNegative, int hours, int minutes, int seconds, int micros) {
        long magnitude = ((hours * 60L + minutes) * 60 + seconds) * 1_000_000 + micros;
        return isNegative ? -magnitude : magnitude;
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        set(Long.compare(packed(year, month, day, 0, 0, 0, 0), literal));
    }

    @Override
    public void onDateTime(
        int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        set(Long.compare(packed(year, month, day, hour, minute, second, micros), literal));
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        set(Long.compare(packed(negative, hours, minutes, seconds, micros), literal));
    }
}
