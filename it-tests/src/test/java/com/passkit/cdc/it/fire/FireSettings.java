package com.passkit.cdc.it.fire;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What is set from outside.
 *
 * @param seed     that everything is drawn from
 * @param duration how long things fail
 * @param maxRows  of the largest transaction
 * @param modes    runs
 * @param reports  folder of the reports
 */
record FireSettings(long seed, Duration duration, int maxRows, List<FireMode> modes, Path reports) {

    private static final String PREFIX = "passkit.cdc.it.fire.";
    /** The same in every build, so that what fails on one machine fails on another. */
    private static final long SEED = 20_261_123;
    private static final long SECONDS = 20;
    private static final int MAX_ROWS = 20_000;

    static FireSettings ofProperties() {
        String modes = System.getProperty(PREFIX + "modes", "");
        return new FireSettings(Long.getLong(PREFIX + "seed", SEED),
            Duration.ofSeconds(Long.getLong(PREFIX + "seconds", SECONDS)),
            Integer.getInteger(PREFIX + "rows", MAX_ROWS),
            modes.isEmpty() ? FireMode.ofBuild() : Arrays.stream(modes.split(",")).map(FireMode::valueOf)
                .toList(),
            Path.of(System.getProperty(PREFIX + "reports", "target/fire")));
    }

    /** @return how to run it again */
    String repeat(FireMode mode) {
        return "-D" + PREFIX + "seed=" + seed + " -D" + PREFIX + "seconds=" + duration.toSeconds() + " -D" + PREFIX
            + "rows=" + maxRows + " -D" + PREFIX + "modes=" + mode;
    }
}
