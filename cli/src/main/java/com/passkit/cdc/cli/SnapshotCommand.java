package com.passkit.cdc.cli;

import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.passkit.cdc.cli.config.AdminConfig;
import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.runtime.CdcEngine;
import com.passkit.cdc.runtime.CdcTail;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a snapshot and ends. */
@Command(name = "snapshot", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = {"Deliver a consistent snapshot of the tables, then exit; run goes on from its position.",
        "With --stdout nothing is delivered and nothing is stored.",
        "With --into-running a connector that runs already reads some of its tables (again), while its stream goes "
            + "on and in order with it."})
final class SnapshotCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private ConnectorOptions options;

    @Option(names = "--stdout", description = "Print events as NDJSON instead of delivering them.")
    private boolean isToStdout;

    @Option(names = "--into-running", description = "Have the running connector of this configuration read --tables.")
    private boolean isIntoRunning;

    @Option(names = "--tables", paramLabel = "DB.TABLE", split = ",",
        description = "With --into-running: what it is to read; globs, each of tables that it captures.")
    private List<String> tables = List.of();

    @Option(names = "--admin", paramLabel = "URL",
        description = "With --into-running: its admin endpoint, where it is not that of the configuration.")
    private URI admin;

    private final CliContext context;

    SnapshotCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (isIntoRunning || !tables.isEmpty()) {
            return readIntoRunning();
        }
        ConfigReader reader = options.read(context);
        return isToStdout ? print(reader)
            : new EngineRun(context, reader.cdc(), reader.admin(), options.isQuiet())
            .run(CdcEngine::launchSnapshot, "snapshot ended");
    }

    private int readIntoRunning() throws InterruptedException {
        if (!isIntoRunning || tables.isEmpty() || isToStdout) {
            throw ConfigException.of("--tables, --into-running: (expected: both or none, and no --stdout)");
        }
        AdminConfig running = options.adminOfRunning(context);
        RunningConnector connector = admin == null
            ? RunningConnector.of(running) : new RunningConnector(admin, running.token());
        ObjectNode body = JSON.createObjectNode();
        tables.forEach(body.putArray("tables")::add);
        JsonNode answer = connector.post("/snapshot", body);
        context.out().println(answer);
        context.err().println(ExitCode.DONE.line("queued " + answer.path("tables").size() + " tables"
            + (answer.path("tablesAhead").asInt() == 0 ? ""
                : ", behind " + answer.path("tablesAhead").asInt() + " others")
            + "; passkit-cdc status shows how far they are"));
        return ExitCode.DONE.number();
    }

    private int print(ConfigReader reader) {
        StdoutEvents events = StdoutEvents.of(reader, context, null);
        CdcTail tail = CdcTail.snapshot(reader.tail(), events);
        return new TailRun(context, events).run(tail, new CompletableFuture<>());
    }
}
