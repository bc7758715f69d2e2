package com.passkit.cdc.cli.sandbox;

import java.util.Arrays;

/** Events of each of the last seconds. Threading: one thread at a time. */
final class RateHistory {

    static final int SECONDS = 60;

    private final long[] counts = new long[SECONDS];
    private long lastSecond;

    void add(long nowMs, int count) {
        long second = advance(nowMs);
        counts[(int) (second % SECONDS)] += count;
    }

    /** @return counts of the last {@value #SECONDS} seconds, oldest first, the current one last */
    long[] counts(long nowMs) {
        long second = advance(nowMs);
        long[] ordered = new long[SECONDS];
        for (int i = 0; i < SECONDS; i++) {
            ordered[i] = counts[(int) ((second + 1 + i) % SECONDS)];
        }
        return ordered;
    }

    private long advance(long nowMs) {
        long second = Math.max(lastSecond, nowMs / 1000);
        if (second - lastSecond >= SECONDS) {
            Arrays.fill(counts, 0);
        } else {
            for (long passed = lastSecond + 1; passed <= second; passed++) {
                counts[(int) (passed % SECONDS)] = 0;
            }
        }
        lastSecond = second;
        return second;
    }
}
