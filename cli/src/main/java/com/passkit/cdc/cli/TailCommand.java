package com.passkit.cdc.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.options.ConfigOptions;
import com.passkit.cdc.cli.options.FlagValues;
import com.passkit.cdc.cli.options.SourceOptions;
import com.passkit.cdc.cli.options.StartPointConverter;
import com.passkit.cdc.cli.options.TableOptions;
import com.passkit.cdc.runtime.CdcTail;
import com.passkit.cdc.runtime.source.StartPoint;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows the binary log and writes its events to stdout; stores nothing. */
@Command(name = "tail", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = "Print change events as NDJSON on stdout; nothing is stored.")
final class TailCommand implements Callable<Integer> {

    @Mixin
    private ConfigOptions config;

    @Mixin
    private SourceOptions source;

    @Mixin
    private TableOptions tables;

    @Option(names = "--from", paramLabel = "POSITION", defaultValue = "now", converter = StartPointConverter.class,
        description = "now, earliest, gtid:<set> or file:<name>:<pos> (default: ${DEFAULT-VALUE}).")
    private StartPoint from;

    @Option(names = "--until-current", description = "End at the position that the server has now.")
    private boolean isUntilCurrent;

    @Option(names = "--max-events", paramLabel = "N", description = "End after so many events.")
    private Long maxEvents;

    private final CliContext context;

    TailCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        FlagValues flags = new FlagValues();
        config.addTo(flags);
        source.addTo(flags);
        tables.addTo(flags);
        ConfigReader reader = new SettingsFactory(context).read(flags, config.file(), true);
        StdoutEvents events = StdoutEvents.of(reader, context, maxEvents);
        CdcTail tail = CdcTail.follow(reader.tail(), from, events);
        return new TailRun(context, events).run(
            tail, isUntilCurrent ? tail.reachedCurrent() : new CompletableFuture<>());
    }
}
