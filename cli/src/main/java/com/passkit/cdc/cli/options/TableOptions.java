package com.passkit.cdc.cli.options;

import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.cli.config.ConfigKeys;

import picocli.CommandLine.Option;

/** Which tables. */
public final class TableOptions {

    @Option(names = "--include", paramLabel = "GLOB", split = ",",
        description = "Tables to capture, as db.table with * and ? (key: tables.include, default: all).")
    private List<String> include = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", split = ",",
        description = "Tables to leave out; goes before --include (key: tables.exclude).")
    private List<String> exclude = new ArrayList<>();

    public void addTo(FlagValues flags) {
        flags.put(ConfigKeys.TABLES_INCLUDE, "--include", include);
        flags.put(ConfigKeys.TABLES_EXCLUDE, "--exclude", exclude);
    }
}
