package com.passkit.cdc.it.fire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

import com.passkit.cdc.cli.demo.ServerCache;

/**
 * The time of day as one process sees it, which can jump while it runs; what it measures durations with goes on. It
 * comes from the library libfaketime of the machine's own distribution.
 * Threading: one thread at a time.
 */
final class FakeClock {

    private static final String PACKAGE = "libfaketime";
    private static final String LIBRARY = "usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    private final Path file;

    /** @param file where the process looks up how wrong its clock is */
    FakeClock(Path file) {
        this.file = file;
        jumpTo(0);
    }

    /** @return variables of the process's environment */
    Map<String, String> environment() {
        Path library = ServerCache.ofUser().debianPackages(PACKAGE, "own", false, List.of(PACKAGE)).resolve(LIBRARY);
        // Without the last one a JVM waits forever in its first timed wait.
        return Map.of("LD_PRELOAD", library.toString(), "FAKETIME_TIMESTAMP_FILE", file.toString(),
            "FAKETIME_CACHE_DURATION", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1", "DONT_FAKE_MONOTONIC", "1",
            "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /** Seen within a second. */
    void jumpTo(long secondsOff) {
        try {
            Path next = Files.writeString(file.resolveSibling("next-clock"), (secondsOff < 0 ? "" : "+") + secondsOff);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
