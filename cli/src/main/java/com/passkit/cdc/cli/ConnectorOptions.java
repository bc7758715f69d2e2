package com.passkit.cdc.cli;

import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.options.AdminOptions;
import com.passkit.cdc.cli.options.ConfigOptions;
import com.passkit.cdc.cli.options.FlagValues;
import com.passkit.cdc.cli.options.PublishOptions;
import com.passkit.cdc.cli.options.SourceOptions;
import com.passkit.cdc.cli.options.StateOptions;
import com.passkit.cdc.cli.options.TableOptions;

import picocli.CommandLine.Mixin;

/** The options of the commands that deliver. */
final class ConnectorOptions {

    @Mixin
    private ConfigOptions config;

    @Mixin
    private SourceOptions source;

    @Mixin
    private TableOptions tables;

    @Mixin
    private PublishOptions publish;

    @Mixin
    private StateOptions state;

    @Mixin
    private AdminOptions admin;

    /** Reads file, environment and flags. */
    ConfigReader read(CliContext context) {
        FlagValues flags = new FlagValues();
        config.addTo(flags);
        source.addTo(flags);
        tables.addTo(flags);
        publish.addTo(flags);
        state.addTo(flags);
        admin.addTo(flags);
        return new SettingsFactory(context).read(flags, config.file(), true);
    }
}
