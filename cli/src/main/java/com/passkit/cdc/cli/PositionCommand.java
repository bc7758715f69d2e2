package com.passkit.cdc.cli;

import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.options.ConfigOptions;
import com.passkit.cdc.cli.options.FlagValues;
import com.passkit.cdc.cli.options.SourceOptions;
import com.passkit.cdc.cli.options.StartPointConverter;
import com.passkit.cdc.cli.options.StateOptions;
import com.passkit.cdc.cli.options.TableOptions;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.incremental.QueueStore;
import com.passkit.cdc.runtime.schema.DefinitionStore;
import com.passkit.cdc.runtime.source.StartPoint;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.xa.HeldTransactions;
import com.passkit.cdc.runtime.xa.XaSpool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
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

    @Command(name = "set", mixinStandardHelpOptions = true,
        description = "Store a position that the server has: the next run goes on behind it.")
    int set(@Parameters(paramLabel = "POSITION", converter = StartPointConverter.class,
        description = "gtid:<set>, file:<name>:<pos>, now or earliest.") StartPoint position,
        @Mixin ConfigOptions config, @Mixin StateOptions state, @Mixin SourceOptions source,
        @Mixin TableOptions tables) {
        FlagValues flags = new FlagValues();
        config.addTo(flags);
        state.addTo(flags);
        source.addTo(flags);
        tables.addTo(flags);
        ConfigReader reader = new SettingsFactory(context).read(flags, config.file(), true);
        PositionResolver resolver = new PositionResolver(reader.source());
        try (StateDirectory directory = StateDirectory.open(reader.stateDirectory(), reader.name())) {
            Checkpoint checkpoint = resolver.resolve(position);
            // The next run reads them from the server, and searches the log from here on for what changed since.
            new DefinitionStore(directory).delete();
            new FilePositionStore(directory).save(new StoredPosition.At(checkpoint));
            forgetXaRows(directory);
            new QueueStore(directory).delete();
            context.err().println(ExitCode.DONE.line("the next run of " + reader.name() + " goes on from "
                + PositionText.line(checkpoint)));
        }
        return ExitCode.DONE.number();
    }

    @Command(name = "reset", mixinStandardHelpOptions = true,
        description = "Forget the stored position: the next run takes a new snapshot.")
    int reset(@Mixin ConfigOptions config, @Mixin StateOptions state) {
        ConfigReader reader = reader(config, state);
        try (StateDirectory directory = StateDirectory.open(reader.stateDirectory(), reader.name())) {
            new FilePositionStore(directory).save(new StoredPosition.None());
            forgetXaRows(directory);
            new QueueStore(directory).delete();
            context.err().println(ExitCode.DONE.line("the position of " + directory.path()
                + " is forgotten; the next run begins anew"));
        }
        return ExitCode.DONE.number();
    }

    /** They belonged to the position before: the next run looks up in the server's logs what it needs. */
    private static void forgetXaRows(StateDirectory directory) {
        XaSpool.open(directory, HeldTransactions.NONE).close();
    }
}
