package com.passkit.cdc.cli.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${env:NAME}} and {@code ${file:PATH}} in the values of the file; {@code $$} before a brace stands for
 * itself. A file loses the line break at its end.
 */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}?");
    private static final int MAX_FILE_LENGTH = 1 << 16;

    private final Map<String, String> environment;

    Placeholders(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What cannot be replaced, and what is expected in its place. */
    static final class UnresolvedException extends Exception {

        private static final long serialVersionUID = 1L;

        UnresolvedException(String placeholder, String expected) {
            super(placeholder + " (expected: " + expected + ')');
        }
    }

    /** @return whether any part of it stands in a file */
    static boolean namesFile(ConfigValue value) {
        return value.hasPlaceholders() && value.text() != null
            && PLACEHOLDER.matcher(value.text()).results().anyMatch(found -> found.group().startsWith("${file:"));
    }

    ConfigValue resolve(ConfigValue value) throws UnresolvedException {
        return value.hasPlaceholders() ? value.withNode(resolve(value.node(), value.base())) : value;
    }

    private Object resolve(Object node, Path base) throws UnresolvedException {
        if (node instanceof String text) {
            return resolve(text, base);
        }
        if (node instanceof List<?> list) {
            List<Object> resolved = new ArrayList<>();
            for (Object item : list) {
                resolved.add(resolve(item, base));
            }
            return resolved;
        }
        if (node instanceof Map<?, ?> map) {
            Map<Object, Object> resolved = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                resolved.put(entry.getKey(), resolve(entry.getValue(), base));
            }
            return resolved;
        }
        return node;
    }

    private String resolve(String text, Path base) throws UnresolvedException {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String content = matcher.group(1) == null ? "${" : lookUp(matcher.group(), matcher.group(1), base);
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(content));
        }
        return matcher.appendTail(resolved).toString();
    }

    private String lookUp(String placeholder, String content, Path base) throws UnresolvedException {
        if (placeholder.endsWith("}") && content.startsWith("env:")) {
            return variable(placeholder, content.substring("env:".length()));
        }
        if (placeholder.endsWith("}") && content.startsWith("file:")) {
            return file(placeholder, content.substring("file:".length()), base);
        }
        // What is neither may be a secret with a brace in it, so it is not repeated.
        throw new UnresolvedException("${…}", "${env:NAME} or ${file:PATH}; $${ for the characters ${");
    }

    private String variable(String placeholder, String name) throws UnresolvedException {
        String value = environment.get(name);
        if (value == null) {
            throw new UnresolvedException(placeholder, "the environment variable " + name + " to be set");
        }
        return value;
    }

    private static String file(String placeholder, String name, Path base) throws UnresolvedException {
        try {
            Path file = base.resolve(name);
            if (Files.size(file) > MAX_FILE_LENGTH) {
                throw new UnresolvedException(placeholder, "a file of at most " + MAX_FILE_LENGTH + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
        } catch (NoSuchFileException e) {
            throw new UnresolvedException(placeholder, "a readable file; there is none");
        } catch (IOException | InvalidPathException e) {
            throw new UnresolvedException(placeholder, "a readable file with UTF-8 text; it cannot be read");
        }
    }
}
