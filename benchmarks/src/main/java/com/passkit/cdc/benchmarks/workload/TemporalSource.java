package com.passkit.cdc.benchmarks.workload;

import java.util.SplittableRandom;

import io.netty.buffer.ByteBuf;

/** Valid days and times. Threading: any thread, no state. */
final class TemporalSource {

    private static final int MIN_YEAR = 1970;
    private static final int MAX_YEAR = 2037;
    private static final int MAX_DAY = 28;
    private static final long DATE_TIME_SIGN = 1L << 39;
    private static final int TIME_SIGN = 1 << 23;
    private static final int TEN_THOUSANDTHS = 10_000;

    private TemporalSource() {
    }

    static void writeDate(SplittableRandom random, ByteBuf out) {
        out.writeMediumLE(year(random) << 9 | month(random) << 5 | day(random));
    }

    static void writeTime(SplittableRandom random, ByteBuf out) {
        out.writeMedium(TIME_SIGN | clock(random));
    }

    static void writeDateTime(SplittableRandom random, ByteBuf out) {
        long months = year(random) * 13L + month(random);
        long packed = DATE_TIME_SIGN | months << 22 | (long) day(random) << 17 | clock(random);
        out.writeByte((int) (packed >>> Integer.SIZE)).writeInt((int) packed);
    }

    /** Three digits of a fraction are stored as four, the last of them zero. */
    static void writeTimestampMillis(SplittableRandom random, ByteBuf out) {
        out.writeInt(random.nextInt(1, Integer.MAX_VALUE)).writeShort(random.nextInt(TEN_THOUSANDTHS) / 10 * 10);
    }

    private static int clock(SplittableRandom random) {
        return random.nextInt(24) << 12 | random.nextInt(60) << 6 | random.nextInt(60);
    }

    private static int year(SplittableRandom random) {
        return random.nextInt(MIN_YEAR, MAX_YEAR + 1);
    }

    private static int month(SplittableRandom random) {
        return random.nextInt(1, 13);
    }

    private static int day(SplittableRandom random) {
        return random.nextInt(1, MAX_DAY + 1);
    }
}
