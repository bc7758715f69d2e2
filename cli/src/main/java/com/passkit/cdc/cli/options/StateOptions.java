package com.passkit.cdc.cli.options;

import com.passkit.cdc.cli.config.ConfigKeys;

import picocli.CommandLine.Option;

/** Where position, schemas and progress are kept. */
public final class StateOptions {

    @Option(names = "--state-dir", paramLabel = "DIR",
        description = "Directory with the state of each connector (key: state.dir, default: ./state).")
    private String directory;

    public void addTo(FlagValues flags) {
        flags.put(ConfigKeys.STATE_DIR, "--state-dir", directory);
    }
}
