package com.passkit.cdc.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that ran to its end.
 *
 * @param exitCode what it returned
 * @param output   what it wrote, both streams
 */
record ProgramRun(int exitCode, String output) {

    private static final Path NO_INPUT = Path.of("/dev/null");
    private static final int TAIL_LENGTH = 2_000;

    static ProgramRun of(List<String> command) {
        return of(command, Map.of());
    }

    /** Runs a program and waits. Blocking: yes. */
    static ProgramRun of(List<String> command, Map<String, String> environment) {
        return of(command, environment, NO_INPUT);
    }

    /** Runs a program that reads a file, and waits. Blocking: yes. */
    static ProgramRun of(List<String> command, Map<String, String> environment, Path input) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(input.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ProgramRun(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(command.get(0) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command.get(0) + ": interrupted", e);
        }
    }

    /** @return this, when it succeeded */
    ProgramRun require(String what) {
        if (exitCode != 0) {
            String tail = output.length() > TAIL_LENGTH ? output.substring(output.length() - TAIL_LENGTH) : output;
            throw new IllegalStateException(what + ": exit code " + exitCode + " (expected: 0)\n" + tail.strip());
        }
        return this;
    }
}
