package com.passkit.cdc.cli.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A password, token or key. One that stands in a file is read anew at each use, so that it may be replaced while the
 * connector runs; any other is constant. Threading: any thread. Blocking: reads a small file.
 */
public final class Secret implements Supplier<String> {

    private final String path;
    private final String expected;
    private final ConfigValue written;
    private final Placeholders placeholders;
    private final String constant;
    private final boolean mayBeEmpty;

    private Secret(String path, String expected, ConfigValue written, Placeholders placeholders, String constant,
        boolean mayBeEmpty) {
        this.path = path;
        this.expected = expected;
        this.written = written;
        this.placeholders = placeholders;
        this.constant = constant;
        this.mayBeEmpty = mayBeEmpty;
    }

    /** @param value never changes */
    public static Secret of(String value) {
        return new Secret("", "", null, null, Objects.requireNonNull(value, "value"), true);
    }

    /**
     * @param written where it is to be found
     * @param first   what was found there when the configuration was read
     */
    static Secret of(ConfigKey<String> key, ConfigValue written, Placeholders placeholders, String first) {
        return Placeholders.namesFile(written)
            ? new Secret(key.path(), key.expected(), written, placeholders, null, first.isEmpty()) : of(first);
    }

    /**
     * @return the value as it is now
     * @throws UncheckedIOException when its file cannot be read, or has become empty; the message names key and file
     */
    @Override
    public String get() {
        if (constant != null) {
            return constant;
        }
        try {
            String value = placeholders.resolve(written).text();
            if (value.isEmpty() && !mayBeEmpty) {
                throw unreadable(written.text() + " is empty (expected: " + expected + ')');
            }
            return value;
        } catch (Placeholders.UnresolvedException e) {
            throw unreadable(e.getMessage());
        }
    }

    private UncheckedIOException unreadable(String problem) {
        String message = path + ": " + problem;
        return new UncheckedIOException(message, new IOException(message));
    }

    /** @return whether it may be another the next time it is asked for */
    public boolean mayChange() {
        return constant == null;
    }

    /** Never the value. */
    @Override
    public String toString() {
        return constant == null ? "Secret[" + path + ", read at each use]" : "Secret[<redacted>]";
    }
}
