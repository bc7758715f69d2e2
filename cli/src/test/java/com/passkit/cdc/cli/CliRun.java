package com.passkit.cdc.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs one command line inside the test and keeps what it printed. */
final class CliRun {

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private byte[] in = new byte[0];
    private String typedPassword;
    private CliContext context;

    CliRun environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    CliRun in(byte[] bytes) {
        in = bytes;
        return this;
    }

    CliRun typing(String password) {
        typedPassword = password;
        return this;
    }

    /** @return the exit code */
    int execute(String... args) {
        return PassKitCdc.commandLine(context()).execute(args);
    }

    synchronized CliContext context() {
        if (context == null) {
            context = new CliContext(environment, new ByteArrayInputStream(in),
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                typedPassword == null ? null : () -> typedPassword);
        }
        return context;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    List<String> outLines() {
        return out().lines().toList();
    }

    String lastErrLine() {
        List<String> lines = err().lines().toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
