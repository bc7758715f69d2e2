package com.passkit.cdc.it.fire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Programs of the system that act on a process. */
final class Signals {

    private Signals() {
    }

    static void suspend(long pid) {
        run("kill", "-STOP", String.valueOf(pid));
    }

    /** Where it is gone meanwhile, there is nothing to do. */
    static void resume(long pid) {
        if (ProcessHandle.of(pid).isPresent()) {
            run("kill", "-CONT", String.valueOf(pid));
        }
    }

    /** Runs a program to its end; fails when it does, unless the process it acts on is gone. */
    static void run(String... command) {
        try {
            Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0 && !output.contains("No such process")) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", command) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
