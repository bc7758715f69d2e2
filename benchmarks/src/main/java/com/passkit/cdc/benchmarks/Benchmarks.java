package com.passkit.cdc.benchmarks;

import java.io.IOException;
import java.util.Arrays;

/**
 * Main class of {@code benchmarks.jar}: {@code side-by-side} as the first argument runs {@link SideBySide}, everything
 * else goes to JMH.
 */
public final class Benchmarks {

    private static final String SIDE_BY_SIDE = "side-by-side";

    private Benchmarks() {
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0 && args[0].equals(SIDE_BY_SIDE)) {
            SideBySide.main(Arrays.copyOfRange(args, 1, args.length));
        } else {
            org.openjdk.jmh.Main.main(args);
        }
    }
}
