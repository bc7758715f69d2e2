package com.passkit.cdc.cli;

import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.options.ConfigOptions;
import com.passkit.cdc.cli.options.FlagValues;
import com.passkit.cdc.cli.options.StateOptions;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.state.StateDirectory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Model.CommandSpec;

/** Shows, sets or forgets the stored position. */
@Command(name = "position", mixinStandardHelpOptions = true,
    versionProvider = PassKitCdc.Version.class, description = "Show, set or reset the stored position.")
final class PositionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private final CliContext context;

    PositionCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "position: no command (expected: show, set or reset)");
    }

    private ConfigReader reader(ConfigOptions config, StateOptions state) {
        FlagValues flags = new FlagValues();
        config.addTo(flags);
        state.addTo(flags);
        return new SettingsFactory(context).read(flags, config.file(), false);
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Print the stored position.")
    int show(@Mixin ConfigOptions config, @Mixin StateOptions state,
        @Option(names = "--json", description = "As JSON.") boolean isJson) {
        ConfigReader reader = reader(config, state);
        StoredPosition position =
            new FilePositionStore(StateDirectory.peek(reader.stateDirectory(), reader.name())).load();
        context.out().println(isJson ? PositionText.json(reader.name(), position) : PositionText.lines(position));
        return ExitCode.DONE.number();
    }

    @Command(name = "reset", mixinStandardHelpOptions = true,
        description = "Forget the stored position: the next run takes a new snapshot.")
    int reset(@Mixin ConfigOptions config, @Mixin StateOptions state) {
        ConfigReader reader = reader(config, state);
        try (StateDirectory directory = StateDirectory.open(reader.stateDirectory(), reader.name())) {
            new FilePositionStore(directory).save(new StoredPosition.None());
            context.err().println(ExitCode.DONE.line("the position of " + directory.path()
                + " is forgotten; the next run begins anew"));
        }
        return ExitCode.DONE.number();
    }
}
