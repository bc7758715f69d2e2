package com.passkit.cdc.it.fire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;

/** What can happen to the state directory. The connector may end with the exit code that says so. */
final class StateFaults {

    private static final int STATE_UNUSABLE = 6;
    /** A position has to be written meanwhile. */
    private static final long LONG_ENOUGH_MS = 4_000;

    private StateFaults() {
    }

    static List<Fault> of(FireScene scene) {
        return List.of(new Full(scene), new ReadOnly(scene));
    }

    /** @return what runs the connector so that permissions mean something to it, even where root runs the scenarios */
    static List<String> runner() {
        return "root".equals(System.getProperty("user.name")) ? List.of("setpriv",
            "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search") : List.of();
    }

    /** The connector cannot write one more byte into any file: what a full disk is to it. */
    private static final class Full implements Fault {

        private final FireScene scene;
        private long pid = -1;

        Full(FireScene scene) {
            this.scene = scene;
        }

        @Override
        public String name() {
            return "disk full";
        }

        @Override
        public void begin(Random random) {
            ConnectorFaults.awaitWork(scene, random);
            scene.keeper().allowExit(STATE_UNUSABLE);
            pid = scene.keeper().pid();
            if (pid >= 0) {
                Signals.run("prlimit", "--pid", String.valueOf(pid), "--fsize=0:");
            }
        }

        @Override
        public void end() {
            if (pid >= 0 && ProcessHandle.of(pid).isPresent()) {
                Signals.run("prlimit", "--pid", String.valueOf(pid), "--fsize=unlimited:");
            }
            scene.keeper().forbidExit(STATE_UNUSABLE);
        }

        @Override
        public long lastsMs() {
            return LONG_ENOUGH_MS;
        }
    }

    /** Nothing can be created, renamed or deleted in the folder. */
    private record ReadOnly(FireScene scene) implements Fault {

        @Override
        public String name() {
            return "state directory read-only";
        }

        @Override
        public void begin(Random random) throws IOException {
            ConnectorFaults.awaitWork(scene, random);
            scene.keeper().allowExit(STATE_UNUSABLE);
            permit("r-xr-xr-x");
        }

        @Override
        public void end() throws IOException {
            permit("rwx------");
            scene.keeper().forbidExit(STATE_UNUSABLE);
        }

        @Override
        public long lastsMs() {
            return LONG_ENOUGH_MS;
        }

        private void permit(String permissions) throws IOException {
            Path state = scene.directory().resolve("state");
            if (Files.isDirectory(state)) {
                Files.setPosixFilePermissions(state, PosixFilePermissions.fromString(permissions));
            }
        }
    }
}
