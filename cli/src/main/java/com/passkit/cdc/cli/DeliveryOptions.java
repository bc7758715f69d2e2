package com.passkit.cdc.cli;

import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.options.ConfigOptions;
import com.passkit.cdc.cli.options.FlagValues;
import com.passkit.cdc.cli.options.PublishOptions;
import com.passkit.cdc.cli.options.SourceOptions;
import com.passkit.cdc.cli.options.StateOptions;
import com.passkit.cdc.cli.options.TableOptions;

import picocli.CommandLine.Mixin;

/** The options of everything that a delivery needs: the source, its tables, the endpoint and the state. */
final class DeliveryOptions {

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

    /** Reads file, environment and flags for a command that needs nothing but another connector's admin endpoint. */
    ConfigReader readWithoutSource(CliContext context, FlagValues flags) {
        config.addTo(flags);
        return new SettingsFactory(context).read(flags, config.file(), false);
    }

    /** Reads file, environment and flags. @param flags of options beyond these; those of these are added */
    ConfigReader read(CliContext context, FlagValues flags) {
        config.addTo(flags);
        source.addTo(flags);
        tables.addTo(flags);
        publish.addTo(flags);
        state.addTo(flags);
        return new SettingsFactory(context).read(flags, config.file(), true);
    }
}
