package com.passkit.cdc.cli.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * The YAML file: every scalar is a text until its key's rule reads it, so that a password of digits stays what it is.
 * Keys that are not known are problems; their values are not repeated, since one may be a secret under a mistyped name.
 */
public final class ConfigFile {

    /** No file. */
    public static final ConfigFile NONE = new ConfigFile("", Path.of(""));

    private final String name;
    private final Path directory;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private ConfigFile(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    /** @throws ConfigException where it cannot be read or is not YAML */
    public static ConfigFile read(Path file) {
        try {
            return parse(file.toString(), file.toAbsolutePath().getParent(),
                Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw ConfigException.of("--config: " + file + " (expected: a YAML file; there is none)");
        } catch (IOException e) {
            throw ConfigException.of("--config: " + file + " (expected: a readable YAML file in UTF-8)");
        }
    }

    static ConfigFile parse(String name, Path directory, String yaml) {
        ConfigFile file = new ConfigFile(name, directory);
        Object root = file.load(yaml);
        if (root instanceof Map<?, ?> map) {
            file.addSection("", map);
        } else if (root != null && !root.equals("")) {
            throw ConfigException.of(name + ": not a map (expected: sections such as source and publish)");
        }
        return file;
    }

    private Object load(String yaml) {
        try {
            return new Load(LoadSettings.builder().setSchema(new FailsafeSchema()).setLabel(name)
                .setTagConstructors(Map.of(Tag.NULL, node -> null)).build()).loadFromString(yaml);
        } catch (MarkedYamlEngineException e) {
            // The exception's own text quotes the line, which may hold a secret.
            String place = e.getProblemMark().map(mark -> " in line " + (mark.getLine() + 1) + ", column "
                + (mark.getColumn() + 1)).orElse("");
            throw ConfigException.of(name + ": not YAML" + place
                + " (expected: maps with an indentation of spaces, each key once)");
        } catch (YamlEngineException e) {
            throw ConfigException.of(name + ": not YAML (expected: one document of maps, each key once)");
        }
    }

    private void addSection(String section, Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String path = section.isEmpty() ? String.valueOf(entry.getKey()) : section + '.' + entry.getKey();
            if (keyPaths().contains(path)) {
                values.put(path, new ConfigValue(entry.getValue(), name, directory, true));
            } else if (!sections().contains(path)) {
                problems.add(path + ": unknown key (" + hint(path, section) + ") [" + name + ']');
            } else if (entry.getValue() instanceof Map<?, ?> inner) {
                addSection(path, inner);
            } else if (entry.getValue() != null && !entry.getValue().equals("")) {
                problems.add(path + ": not a section (expected: a map of " + childrenOf(path) + ") [" + name + ']');
            }
        }
    }

    private static String hint(String path, String section) {
        Set<String> known = new TreeSet<>(keyPaths());
        known.addAll(sections());
        String nearest = NearestKey.find(path, known);
        return nearest == null ? "known keys here: " + childrenOf(section) : "nearest known key: " + nearest;
    }

    private static String childrenOf(String section) {
        Set<String> known = new TreeSet<>(keyPaths());
        known.addAll(sections());
        return known.stream().filter(path -> NearestKey.section(path).equals(section)).map(NearestKey::lastPart)
            .collect(Collectors.joining(", "));
    }

    private static Set<String> keyPaths() {
        return ConfigKeys.all().stream().map(ConfigKey::path).collect(Collectors.toSet());
    }

    private static Set<String> sections() {
        Set<String> sections = new TreeSet<>();
        for (ConfigKey<?> key : ConfigKeys.all()) {
            for (String at = NearestKey.section(key.path()); !at.isEmpty(); at = NearestKey.section(at)) {
                sections.add(at);
            }
        }
        return sections;
    }

    Path directory() {
        return directory;
    }

    ConfigValue find(ConfigKey<?> key) {
        return values.get(key.path());
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
