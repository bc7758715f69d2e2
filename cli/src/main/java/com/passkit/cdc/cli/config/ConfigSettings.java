package com.passkit.cdc.cli.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What holds for each key: a flag before the environment before the file before the default. Problems are collected, so
 * that an operator sees all of them at once. Threading: one thread at a time.
 */
public final class ConfigSettings {

    /** The variable of {@code source.password} that is looked at when nothing says otherwise. */
    public static final String PASSWORD_VARIABLE = "PASSKIT_CDC_PASSWORD";

    private static final Pattern ONE_PLACEHOLDER = Pattern.compile("\\$\\{(env|file):[^}]*}");

    private final Map<ConfigKey<?>, ConfigValue> flags;
    private final Map<String, String> environment;
    private final ConfigFile file;
    private final Placeholders placeholders;
    private final Set<String> problems;

    public ConfigSettings(Map<ConfigKey<?>, ConfigValue> flags, Map<String, String> environment, ConfigFile file) {
        this.flags = Map.copyOf(flags);
        this.environment = environment;
        this.file = file;
        this.placeholders = new Placeholders(environment);
        this.problems = new LinkedHashSet<>(file.problems());
    }

    /** @return whether anything but a default is there */
    public boolean isSet(ConfigKey<?> key) {
        return find(key) != null;
    }

    /** @return the value; null where there is none, or where there is a problem with it */
    public <T> T get(ConfigKey<T> key) {
        ConfigValue found = find(key);
        ConfigValue written = found == null && key.defaultText() != null
            ? ConfigValue.ofDefault(key.defaultText(), file.directory()) : found;
        return written == null ? null : read(key, written);
    }

    /** As {@link #get}, for a key that must be there. */
    public <T> T require(ConfigKey<T> key, String flag) {
        if (find(key) == null && key.defaultText() == null) {
            String places = flag.isEmpty() ? key.environmentVariable() + " or " + key.path() + " in the file"
                : flag + ", " + key.environmentVariable() + " or " + key.path() + " in the file";
            refuse(key.path() + ": missing (expected: " + key.expected() + "; set " + places + ')');
            return null;
        }
        return get(key);
    }

    /** As {@link #get}, for a secret: where it stands in a file, that file is read anew at each use. */
    public Secret getSecret(ConfigKey<String> key) {
        String first = get(key);
        return first == null ? null : Secret.of(key, find(key), placeholders, first);
    }

    /** As {@link #getSecret}, for a secret that must be there. */
    public Secret requireSecret(ConfigKey<String> key, String flag) {
        String first = require(key, flag);
        return first == null ? null : Secret.of(key, find(key), placeholders, first);
    }

    /** As {@link #get}, for a path that must lead to a readable file. */
    public Path getFile(ConfigKey<Path> key) {
        Path file = get(key);
        if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            refuse(key.path() + ": " + file + " (expected: a readable file) [" + find(key).origin() + ']');
        }
        return file;
    }

    /** Two keys of which one without the other means nothing. */
    public void requireBoth(ConfigKey<?> one, ConfigKey<?> other) {
        if (isSet(one) != isSet(other)) {
            refuse((isSet(one) ? other : one).path() + ": missing (expected: together with "
                + (isSet(one) ? one : other).path() + ')');
        }
    }

    /** @return whether anything was refused so far */
    public boolean hasProblems() {
        return !problems.isEmpty();
    }

    /** Adds a problem: one line. */
    public void refuse(String problem) {
        problems.add(problem);
    }

    /** @throws ConfigException when there is any problem so far */
    public void check() {
        if (!problems.isEmpty()) {
            List<String> all = new ArrayList<>(problems);
            throw new ConfigException(all);
        }
    }

    private <T> T read(ConfigKey<T> key, ConfigValue written) {
        try {
            T value = key.rule().reader().apply(placeholders.resolve(written));
            if (value == null) {
                refuse(key.path() + ": " + shown(key, written) + " (expected: " + key.expected() + ") ["
                    + written.origin() + ']');
            }
            return value;
        } catch (Placeholders.UnresolvedException e) {
            refuse(key.path() + ": " + e.getMessage() + " [" + written.origin() + ']');
            return null;
        }
    }

    private ConfigValue find(ConfigKey<?> key) {
        if (flags.containsKey(key)) {
            return flags.get(key);
        }
        String variable = key.environmentVariable();
        if (environment.containsKey(variable)) {
            return ConfigValue.ofEnvironment(variable, environment.get(variable));
        }
        if (key == ConfigKeys.SOURCE_PASSWORD && file.find(key) == null && environment.containsKey(PASSWORD_VARIABLE)) {
            return ConfigValue.ofEnvironment(PASSWORD_VARIABLE, environment.get(PASSWORD_VARIABLE));
        }
        return file.find(key);
    }

    /** The value as it was written, with its placeholders; of a secret only a placeholder. */
    private static String shown(ConfigKey<?> key, ConfigValue written) {
        String text = written.text();
        if (key.isSecret()) {
            return text != null && ONE_PLACEHOLDER.matcher(text).matches() ? text : "<redacted>";
        }
        if ((key == ConfigKeys.PUBLISH_ENDPOINT || key == ConfigKeys.PUBLISH_PROXY_ADDRESS) && text != null) {
            return text.replaceFirst("//[^/]*@", "//<redacted>@");
        }
        if (text != null) {
            return text.isEmpty() ? "''" : text;
        }
        return written.node() == null ? "''" : written.node().toString();
    }
}
