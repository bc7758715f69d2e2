package com.passkit.cdc.protocol.row.json;

import io.netty.buffer.ByteBuf;

/** Writes dates and times as MySQL prints them. Threading: any thread, no state. */
public final class JsonTemporals {

    private JsonTemporals() {
    }

    /** @param year 0 to 9999 */
    public static void writeDate(int year, int month, int day, ByteBuf out) {
        JsonDigits.writeFour(year, out);
        out.writeByte('-');
        JsonDigits.writeTwo(month, out);
        out.writeByte('-');
        JsonDigits.writeTwo(day, out);
    }

    /** @param scale digits of the fraction, 0 to 6 */
    public static void writeClock(int hour, int minute, int second, int micros, int scale, ByteBuf out) {
        JsonDigits.writeTwo(hour, out);
        out.writeByte(':');
        JsonDigits.writeTwo(minute, out);
        out.writeByte(':');
        JsonDigits.writeTwo(second, out);
        JsonDigits.writeFraction(micros, scale, out);
    }

    /** @param hours as many as there are, two digits at least */
    public static void writeTime(
        boolean negative, int hours, int minutes, int seconds, int micros, int scale, ByteBuf out) {
        if (negative) {
            out.writeByte('-');
        }
        int lastTwo = hours;
        if (hours >= 100) {
            JsonDigits.writeUnsigned(hours / 100, out);
            lastTwo = hours % 100;
        }
        writeClock(lastTwo, minutes, seconds, micros, scale, out);
    }
}
