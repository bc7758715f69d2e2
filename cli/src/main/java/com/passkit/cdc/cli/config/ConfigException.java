package com.passkit.cdc.cli.config;

import java.util.List;

/**
 * Settings that are refused before anything connects. Each problem is one line: the key's path, the value with secrets
 * redacted, what is expected, and where the value came from.
 */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public static ConfigException of(String problem) {
        return new ConfigException(List.of(problem));
    }

    /** @return at least one */
    public List<String> problems() {
        return problems;
    }
}
