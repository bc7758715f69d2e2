package com.passkit.cdc.cli;

import java.util.Map;

import com.passkit.cdc.cli.config.ConfigFile;
import com.passkit.cdc.cli.config.ConfigKey;
import com.passkit.cdc.cli.config.ConfigKeys;
import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.config.ConfigSettings;
import com.passkit.cdc.cli.config.ConfigValue;
import com.passkit.cdc.cli.options.FlagValues;

/** Brings flags, environment and file together; asks for a password where none was given and a terminal is there. */
final class SettingsFactory {

    private final CliContext context;

    SettingsFactory(CliContext context) {
        this.context = context;
    }

    /** @param asksPassword whether the command logs in to the server */
    ConfigReader read(FlagValues flags, ConfigFile file, boolean asksPassword) {
        Map<ConfigKey<?>, ConfigValue> byKey = flags.byKey();
        ConfigSettings settings = new ConfigSettings(byKey, context.environment(), file);
        if (asksPassword && !settings.isSet(ConfigKeys.SOURCE_PASSWORD) && !settings.hasProblems()) {
            String typed = context.askPassword();
            if (typed != null) {
                flags.put(ConfigKeys.SOURCE_PASSWORD, "prompt", typed);
                settings = new ConfigSettings(flags.byKey(), context.environment(), file);
            }
        }
        return new ConfigReader(settings);
    }
}
