package com.passkit.cdc.cli.config;

import java.util.Locale;

/**
 * One key of the configuration.
 *
 * @param <T>         what its value becomes
 * @param path        its place in the file, parts joined by dots
 * @param rule        how its value is read
 * @param defaultText what holds when nothing is written; null for nothing
 * @param isSecret    whether its value never appears in a message
 */
public record ConfigKey<T>(String path, ValueRule<T> rule, String defaultText, boolean isSecret) {

    private static final String PREFIX = "PASSKIT_CDC_";

    /** @return name of the environment variable that sets it: {@code source.serverId}, PASSKIT_CDC_SOURCE_SERVER_ID */
    public String environmentVariable() {
        return PREFIX + path.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** @return what a value has to be, in words */
    public String expected() {
        return rule.expected();
    }

    @Override
    public String toString() {
        return path;
    }
}
