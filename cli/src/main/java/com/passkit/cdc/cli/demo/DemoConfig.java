package com.passkit.cdc.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How the demo runs. Immutable.
 *
 * @param serverArtifact   jar with the server's binaries, see {@link ServerCache#unpack}
 * @param duration         of the workload; zero runs until stopped
 * @param port             of the page; 0 for any free one
 * @param changesPerSecond row changes of the workload in a second, about
 */
public record DemoConfig(Path serverArtifact, Duration duration, int port, int changesPerSecond) {

    public static final int DEFAULT_CHANGES_PER_SECOND = 12;

    private static final int MAX_CHANGES_PER_SECOND = 2_000;

    public DemoConfig {
        Objects.requireNonNull(serverArtifact, "serverArtifact");
        Objects.requireNonNull(duration, "duration");
        if (duration.isNegative()) {
            throw new IllegalArgumentException("for: " + duration + " (expected: a positive duration)");
        }
        if (changesPerSecond < 1 || changesPerSecond > MAX_CHANGES_PER_SECOND) {
            throw new IllegalArgumentException(
                "rate: " + changesPerSecond + " (expected: 1 to " + MAX_CHANGES_PER_SECOND + ')');
        }
    }
}
