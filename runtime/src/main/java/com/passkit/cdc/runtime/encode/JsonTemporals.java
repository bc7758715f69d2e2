package com.passkit.cdc.runtime.encode;

import io.netty.buffer.ByteBuf;

/** Writes dates and times as MySQL prints them, with the {@code T} and {@code Z} of ISO 8601. Threading: any thread. */
final class JsonTemporals {

    private JsonTemporals() {
    }

    static void writeDate(int year, int month, int day, ByteBuf out) {
        JsonDigits.writeFour(year, out);
        out.writeByte('-');
        JsonDigits.writeTwo(month, out);
        out.writeByte('-');
        JsonDigits.writeTwo(day, out);
    }

    static void writeClock(int hour, int minute, int second, int micros, int scale, ByteBuf out) {
        JsonDigits.writeTwo(hour, out);
        out.writeByte(':');
        JsonDigits.writeTwo(minute, out);
        out.writeByte(':');
        JsonDigits.writeTwo(second, out);
        JsonDigits.writeFraction(micros, scale, out);
    }

    static void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale, ByteBuf out) {
        if (negative) {
            out.writeByte('-');
        }
        int lastTwo = hours;
        if (hours >= 100) {
            out.writeByte('0' + hours / 100);
            lastTwo = hours % 100;
        }
        writeClock(lastTwo, minutes, seconds, micros, scale, out);
    }
}
