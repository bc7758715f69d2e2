package com.passkit.cdc.cli.options;

import com.passkit.cdc.cli.config.ConfigKeys;

import picocli.CommandLine.Option;

/** The admin endpoint. */
public final class AdminOptions {

    @Option(names = "--admin-port", paramLabel = "PORT",
        description = "Port of health, metrics and status (key: admin.port, default: 8089; 0: any free port).")
    private String port;

    public void addTo(FlagValues flags) {
        flags.put(ConfigKeys.ADMIN_PORT, "--admin-port", port);
    }
}
