package com.passkit.cdc.runtime.testing;

import java.nio.file.Files;
import java.nio.file.Path;

import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.testing.DiskHistory.Crash;

import static org.assertj.core.api.Assertions.assertThat;

/** Stops the machine after each single change that a scenario makes to files, and looks at what is left each time. */
public final class CrashScene {

    private static final String NAME = "loyalty";

    private CrashScene() {
    }

    /** Does things; marks each that has returned as durable. */
    public interface Scenario {

        void run(StateDirectory directory, DiskHistory history) throws Exception;
    }

    /** Looks at what is left. */
    public interface Examination {

        /** @param doneCount marks before the crash */
        void look(StateDirectory directory, int doneCount) throws Exception;
    }

    /** @param parent empty; of the machine's own file system */
    public static void everywhere(Path parent, Crash crash, Scenario scenario, Examination examination)
        throws Exception {
        DiskHistory history = DiskHistory.of(Files.createDirectory(parent.resolve("recorded")));
        try (StateDirectory directory = StateDirectory.open(history.directory(), NAME)) {
            int opened = history.size();
            scenario.run(directory, history);
            assertThat(history.size()).as("changes are recorded").isGreaterThan(opened + 5);
        }
        for (int count = 0; count <= history.size(); count++) {
            Path left = Files.createDirectory(parent.resolve(crash + "-" + count));
            history.restore(count, crash, left);
            int doneCount = history.marksBefore(count);
            try (StateDirectory directory = StateDirectory.open(left, NAME)) {
                examination.look(directory, doneCount);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(crash + " after " + count + " changes, " + doneCount + " done, the last: "
                    + history.describe(count) + ": " + e.getMessage(), e);
            }
        }
    }
}
