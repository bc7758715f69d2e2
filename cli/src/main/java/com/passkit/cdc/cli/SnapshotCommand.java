package com.passkit.cdc.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.runtime.CdcEngine;
import com.passkit.cdc.runtime.CdcTail;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a snapshot and ends. */
@Command(name = "snapshot", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = {"Deliver a consistent snapshot of the tables, then exit; run goes on from its position.",
        "With --stdout nothing is delivered and nothing is stored."})
final class SnapshotCommand implements Callable<Integer> {

    @Mixin
    private ConnectorOptions options;

    @Option(names = "--stdout", description = "Print events as NDJSON instead of delivering them.")
    private boolean isToStdout;

    private final CliContext context;

    SnapshotCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ConfigReader reader = options.read(context);
        return isToStdout ? print(reader)
            : new EngineRun(context, reader.cdc(), reader.admin(), options.isQuiet())
            .run(CdcEngine::launchSnapshot, "snapshot ended");
    }

    private int print(ConfigReader reader) {
        StdoutEvents events = StdoutEvents.of(reader, context, null);
        CdcTail tail = CdcTail.snapshot(reader.tail(), events);
        return new TailRun(context, events).run(tail, new CompletableFuture<>());
    }
}
