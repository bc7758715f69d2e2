package com.passkit.cdc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.options.ConfigOptions;
import com.passkit.cdc.cli.options.FlagValues;
import com.passkit.cdc.cli.options.PublishOptions;
import com.passkit.cdc.cli.options.StateOptions;
import com.passkit.cdc.runtime.ProductVersion;
import com.passkit.cdc.runtime.PublishStoppedException;
import com.passkit.cdc.runtime.deadletter.DeadLetterReplay;
import com.passkit.cdc.runtime.deadletter.DeadLetters;
import com.passkit.cdc.runtime.deadletter.LetterHead;
import com.passkit.cdc.runtime.deadletter.LetterSummary;
import com.passkit.cdc.runtime.state.StateDirectory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what the receiver rejected, sends it again, or drops it. */
@Command(name = "dead-letters", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = "List the events that the receiver rejected, send them again, or drop them.")
final class DeadLettersCommand implements Runnable {

    private static final long DEFAULT_LIMIT = 1_000;

    @Spec
    private CommandSpec spec;

    private final CliContext context;

    DeadLettersCommand(CliContext context) {
        this.context = context;
    }

    /** Which of them. */
    static final class Selection {

        @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of events, as list tells them.")
        private List<String> ids = List.of();

        @Option(names = "--all", description = "All of them.")
        private boolean isAll;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "dead-letters: no command (expected: list, replay or drop)");
    }

    @Command(name = "list", mixinStandardHelpOptions = true,
        description = "Print them, the oldest first; also while the connector runs.")
    int list(@Mixin ConfigOptions config, @Mixin StateOptions state,
        @Option(names = "--json", description = "A line of JSON each, with the event.") boolean isJson,
        @Option(names = "--limit", paramLabel = "N", description = "At most N; 0 for all. Default: 1000.") Long limit) {
        ConfigReader reader = reader(config, state, null);
        long most = limit == null ? DEFAULT_LIMIT : limit;
        if (most < 0) {
            throw ConfigException.of("--limit: " + most + " (expected: 0 or more)");
        }
        DeadLetters letters = new DeadLetters(StateDirectory.peek(reader.stateDirectory(), reader.name()));
        long[] printed = new long[1];
        DeadLetters.Reading reading = letters.forEach((head, event) -> {
            if (most > 0 && printed[0] == most) {
                return;
            }
            printed[0]++;
            if (isJson) {
                printJson(head, event);
            } else {
                context.out().println(line(head, LetterSummary.of(event)));
            }
        });
        reading.damaged().forEach(place -> context.err().println(place
            + ": damaged (expected: a letter as it was written); it stays as it is"));
        context.err().println(ExitCode.DONE.line(reading.count() + " dead letters in " + letters.path()
            + (printed[0] < reading.count() ? ", the oldest " + printed[0] + " printed: --limit" : "")));
        return ExitCode.DONE.number();
    }

    @Command(name = "replay", mixinStandardHelpOptions = true, description = {
        "Send them to the receiver again, while the connector does not run. Those it accepts are removed, those"
            + " it rejects stay, with the new reason.",
        "Where a key changed since, the receiver has its newer events already."})
    int replay(@Mixin Selection selection, @Mixin ConfigOptions config, @Mixin StateOptions state,
        @Mixin PublishOptions publish) throws InterruptedException {
        ConfigReader reader = reader(config, state, publish);
        try (StateDirectory directory = StateDirectory.open(reader.stateDirectory(), reader.name())) {
            DeadLetters letters = new DeadLetters(directory);
            Predicate<String> isWanted = selected(selection, letters);
            DeadLetterReplay replay = DeadLetterReplay.of(letters, reader.publish(), reader.batch(), reader.name(),
                ProductVersion.current(), Clock.systemUTC());
            context.onStop(replay::stop);
            DeadLetterReplay.Result result = replay.run(isWanted);
            String words = result.acceptedCount() + " events accepted, " + result.rejectedCount()
                + " rejected again" + (result.isComplete() ? "" : "; stopped before the others");
            if (result.stop() != null) {
                context.err().println(words);
                throw new PublishStoppedException(result.stop());
            }
            context.err().println(ExitCode.DONE.line(words));
        }
        return ExitCode.DONE.number();
    }

    @Command(name = "drop", mixinStandardHelpOptions = true,
        description = "Delete them for good, while the connector does not run.")
    int drop(@Mixin Selection selection, @Mixin ConfigOptions config, @Mixin StateOptions state,
        @Option(names = "--yes", description = "Do it; without this it only tells how many.") boolean isConfirmed) {
        ConfigReader reader = reader(config, state, null);
        try (StateDirectory directory = StateDirectory.open(reader.stateDirectory(), reader.name())) {
            DeadLetters letters = new DeadLetters(directory);
            Predicate<String> isDropped = selected(selection, letters);
            if (!isConfirmed) {
                long[] count = new long[1];
                letters.forEach((head, event) -> count[0] += isDropped.test(head.id()) ? 1 : 0);
                throw ConfigException.of("dead-letters drop: " + count[0] + " events would be deleted for good"
                    + " (expected: --yes to do it)");
            }
            context.err().println(ExitCode.DONE.line(letters.drop(isDropped) + " dead letters dropped"));
        }
        return ExitCode.DONE.number();
    }

    private Predicate<String> selected(Selection selection, DeadLetters letters) {
        if (selection.isAll == !selection.ids.isEmpty()) {
            throw ConfigException.of("dead-letters: " + (selection.isAll ? "ids and --all" : "no id and no --all")
                + " (expected: one of both)");
        }
        if (selection.isAll) {
            return id -> true;
        }
        List<String> missing = letters.missing(selection.ids);
        if (!missing.isEmpty()) {
            throw ConfigException.of("dead-letters: " + missing.get(0) + " (expected: id of a dead letter, as list"
                + " tells it" + (missing.size() > 1 ? "; " + (missing.size() - 1) + " more are not there either" : "")
                + ')');
        }
        Set<String> ids = new HashSet<>(selection.ids);
        return ids::contains;
    }

    private ConfigReader reader(ConfigOptions config, StateOptions state, PublishOptions publish) {
        FlagValues flags = new FlagValues();
        config.addTo(flags);
        state.addTo(flags);
        if (publish != null) {
            publish.addTo(flags);
        }
        return new SettingsFactory(context).read(flags, config.file(), false);
    }

    private void printJson(LetterHead head, ByteBuffer event) {
        context.out().print(head.json());
        context.out().print(",\"event\":");
        context.out().flush();
        try {
            Channels.newChannel(context.out()).write(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        context.out().println('}');
    }

    private static String line(LetterHead head, LetterSummary summary) {
        return String.format(Locale.ROOT, "%s  %s %s %s  %s  %s%s", head.time(), summary.op(), summary.table(),
            summary.key(), head.id(), head.reason(), head.tries() > 1 ? "  (" + head.tries() + " tries)" : "");
    }
}
