package com.passkit.cdc.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What was written for a key, before it is understood.
 *
 * @param node             text, a list of texts, or a map of them
 * @param origin           a flag, an environment variable or the file, as it is named in messages
 * @param base             directory that relative paths start from
 * @param hasPlaceholders  whether {@code ${env:…}} and {@code ${file:…}} are replaced
 */
public record ConfigValue(Object node, String origin, Path base, boolean hasPlaceholders) {

    private static final Path WORKING_DIRECTORY = Path.of("");

    public static ConfigValue ofFlag(String option, String text) {
        return new ConfigValue(text, option, WORKING_DIRECTORY, false);
    }

    public static ConfigValue ofPlaceholder(String option, String placeholder) {
        return new ConfigValue(placeholder, option, WORKING_DIRECTORY, true);
    }

    public static ConfigValue ofEnvironment(String variable, String text) {
        return new ConfigValue(text, variable, WORKING_DIRECTORY, false);
    }

    static ConfigValue ofDefault(String text, Path base) {
        return new ConfigValue(text, "default", base, false);
    }

    /** @return the text of a scalar, null for a list or a map */
    String text() {
        return node instanceof String text ? text : null;
    }

    /** @return the items of a list or of a text separated by commas; null for a map or a list of anything but texts */
    List<String> items() {
        if (node instanceof String text) {
            return text.isBlank() ? List.of() : List.of(text.trim().split("\\s*,\\s*"));
        }
        if (node instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        return null;
    }

    /** @return the entries of a map; null for anything else */
    Map<?, ?> entries() {
        return node instanceof Map<?, ?> map ? map : null;
    }

    ConfigValue withNode(Object resolved) {
        return new ConfigValue(resolved, origin, base, false);
    }

    /** Never the value: it may be a secret. */
    @Override
    public String toString() {
        return "ConfigValue[" + origin + ']';
    }
}
