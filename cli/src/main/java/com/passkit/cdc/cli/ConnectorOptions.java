package com.passkit.cdc.cli;

import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.options.AdminOptions;
import com.passkit.cdc.cli.options.FlagValues;

import picocli.CommandLine.Mixin;

/** The options of the commands that deliver. */
final class ConnectorOptions {

    @Mixin
    private DeliveryOptions delivery;

    @Mixin
    private AdminOptions admin;

    /** Reads file, environment and flags. */
    ConfigReader read(CliContext context) {
        FlagValues flags = new FlagValues();
        admin.addTo(flags);
        return delivery.read(context, flags);
    }
}
