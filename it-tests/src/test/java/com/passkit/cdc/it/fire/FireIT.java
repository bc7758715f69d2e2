package com.passkit.cdc.it.fire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything around the connector fails at random while rows are written: nothing is lost, nothing made up, nothing out
 * of order, and the position is never ahead of what was acknowledged.
 */
class FireIT {

    private static final FireSettings SETTINGS = FireSettings.ofProperties();

    static List<FireMode> modes() {
        return SETTINGS.modes();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modes")
    void shouldLoseNothingUnderFire(FireMode mode) throws Exception {
        String repeat = SETTINGS.repeat(mode);
        System.out.println("FireIT " + mode + ": " + repeat);
        Path directory = Files.createDirectories(SETTINGS.reports().toAbsolutePath()
            .resolve(mode + "-" + SETTINGS.seed()));
        clear(directory);
        try (FireScene scene = new FireScene(mode, directory, SETTINGS.maxRows())) {
            try {
                String line = new FireRun(scene, SETTINGS).run();
                System.out.println("FireIT " + line);
                Files.writeString(SETTINGS.reports().resolve("report.txt"), line + '\n', StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            } catch (Exception | Error e) {
                System.out.println("FireIT " + mode + " failed: " + e);
                scene.keepServerLogs();
                throw new AssertionError(repeat + "\n" + e + "\nevidence is in " + directory + "\n"
                    + scene.keeper().log(), e);
            }
        }
        clear(directory);
        Files.delete(directory);
    }

    private static void clear(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> !path.equals(directory)).sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
