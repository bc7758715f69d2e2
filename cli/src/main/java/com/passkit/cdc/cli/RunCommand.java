package com.passkit.cdc.cli;

import java.util.concurrent.Callable;

import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.runtime.CdcEngine;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the connector until it is stopped. */
@Command(name = "run", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = {"Deliver changes until stopped; a snapshot first when there is no position yet.",
        "SIGTERM and SIGINT stop it cleanly: what was read is sent and acknowledged, the position is kept."})
final class RunCommand implements Callable<Integer> {

    @Mixin
    private ConnectorOptions options;

    private final CliContext context;

    RunCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ConfigReader reader = options.read(context);
        return new EngineRun(context, reader.cdc(), reader.admin(), options.isQuiet())
            .run(CdcEngine::launch, "stopped cleanly");
    }
}
