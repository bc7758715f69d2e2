package com.passkit.cdc.cli.options;

import java.nio.file.Path;

import com.passkit.cdc.cli.config.ConfigFile;
import com.passkit.cdc.cli.config.ConfigKeys;

import picocli.CommandLine.Option;

/** The configuration file, and the connector it is about. */
public final class ConfigOptions {

    @Option(names = {"-c", "--config"}, paramLabel = "FILE",
        description = "Configuration file (YAML). Flags and environment variables go before it.")
    private Path file;

    @Option(names = "--name", paramLabel = "NAME",
        description = "Connector name; also names the state (key: name, default: passkit-cdc).")
    private String name;

    /** @return the file; an empty one when none was given */
    public ConfigFile file() {
        return file == null ? ConfigFile.NONE : ConfigFile.read(file);
    }

    public void addTo(FlagValues flags) {
        flags.put(ConfigKeys.NAME, "--name", name);
    }
}
