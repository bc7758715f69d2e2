package com.passkit.cdc.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What surrounds a command: its streams, the environment, a terminal to ask on, and requests to stop.
 * Threading: any thread.
 */
public final class CliContext {

    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Supplier<String> passwordPrompt;
    private final IntSupplier terminalColumns;
    private final AtomicReference<Runnable> stopAction = new AtomicReference<>();
    private final AtomicBoolean isStopRequested = new AtomicBoolean();

    /** @param passwordPrompt asks for a password; null where there is no terminal */
    public CliContext(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err,
        Supplier<String> passwordPrompt) {
        this(environment, in, out, err, passwordPrompt, () -> 0);
    }

    /**
     * @param passwordPrompt  asks for a password; null where there is no terminal
     * @param terminalColumns width of the terminal that the last stream is; 0 where it is none
     */
    public CliContext(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err,
        Supplier<String> passwordPrompt, IntSupplier terminalColumns) {
        this.terminalColumns = Objects.requireNonNull(terminalColumns, "terminalColumns");
        this.environment = Map.copyOf(environment);
        this.in = Objects.requireNonNull(in, "in");
        this.out = Objects.requireNonNull(out, "out");
        this.err = Objects.requireNonNull(err, "err");
        this.passwordPrompt = passwordPrompt;
    }

    public Map<String, String> environment() {
        return environment;
    }

    public InputStream in() {
        return in;
    }

    /** @return events and machine-readable answers */
    public PrintStream out() {
        return out;
    }

    /** @return everything else */
    public PrintStream err() {
        return err;
    }

    /** @return width of the terminal that the error stream is; 0 where it is none. Blocking: shortly */
    public int terminalColumns() {
        return terminalColumns.getAsInt();
    }

    /** @return the password that was typed; null where there is no terminal */
    public String askPassword() {
        return passwordPrompt == null ? null : passwordPrompt.get();
    }

    /** Says how the running command ends early; runs it at once when a stop was requested already. */
    public void onStop(Runnable action) {
        stopAction.set(action);
        if (isStopRequested.get()) {
            action.run();
        }
    }

    /** Asks the running command to end cleanly. */
    public void requestStop() {
        isStopRequested.set(true);
        Runnable action = stopAction.get();
        if (action != null) {
            action.run();
        }
    }

    public boolean isStopRequested() {
        return isStopRequested.get();
    }
}
