package com.passkit.cdc.cli;

import com.passkit.cdc.cli.config.AdminConfig;
import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.options.AdminOptions;
import com.passkit.cdc.cli.options.FlagValues;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the commands that deliver. */
final class ConnectorOptions {

    @Mixin
    private DeliveryOptions delivery;

    @Mixin
    private AdminOptions admin;

    @Option(names = {"-q", "--quiet"}, description = "No progress bar; progress is logged once a minute.")
    private boolean isQuiet;

    boolean isQuiet() {
        return isQuiet;
    }

    /** @return where another connector of this configuration has its admin endpoint */
    AdminConfig adminOfRunning(CliContext context) {
        FlagValues flags = new FlagValues();
        admin.addTo(flags);
        return delivery.readWithoutSource(context, flags).admin();
    }

    /** Reads file, environment and flags. */
    ConfigReader read(CliContext context) {
        FlagValues flags = new FlagValues();
        admin.addTo(flags);
        return delivery.read(context, flags);
    }
}
