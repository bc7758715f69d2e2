package com.passkit.cdc.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.cli.demo.Demo;
import com.passkit.cdc.cli.demo.DemoConfig;
import com.passkit.cdc.cli.demo.DemoResult;
import com.passkit.cdc.cli.options.DurationConverter;
import com.passkit.cdc.cli.sandbox.SandboxConfig;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything on this machine, to watch. */
@Command(name = "demo", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = "Run a private MySQL server, a workload, the connector and the sandbox, and show its page.")
final class DemoCommand implements Callable<Integer> {

    /** Set by the launcher: the jar with the server's binaries. */
    private static final String SERVER_VARIABLE = "PASSKIT_CDC_DEMO_SERVER";

    @Option(names = "--for", paramLabel = "DURATION", defaultValue = "0s", converter = DurationConverter.class,
        description = "End after this time, for instance 60s (default: at Ctrl-C).")
    private Duration duration;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "" + SandboxConfig.DEFAULT_PORT,
        description = "Port of the page (default: ${DEFAULT-VALUE}; 0: any free one).")
    private int port;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "" + DemoConfig.DEFAULT_CHANGES_PER_SECOND,
        description = "Row changes in a second (default: ${DEFAULT-VALUE}).")
    private int changesPerSecond;

    @Option(names = "--server", paramLabel = "JAR",
        description = "Artifact with the MySQL server (default: the one the launcher fetches by Maven).")
    private Path server;

    private final CliContext context;

    DemoCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        DemoResult result;
        try {
            Demo demo = new Demo(new DemoConfig(artifact(), duration, port, changesPerSecond), context.err(),
                System.console() != null);
            context.onStop(demo::stop);
            result = demo.run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw ConfigException.of("demo: " + e.getMessage());
        }
        ExitCode code = result.isEqual() ? ExitCode.DONE : ExitCode.DEFECT;
        context.err().println(code.line(result.toString()));
        return code.number();
    }

    private Path artifact() {
        String fetched = context.environment().get(SERVER_VARIABLE);
        Path artifact = server != null || fetched == null ? server : Path.of(fetched);
        if (artifact == null || !Files.isRegularFile(artifact)) {
            throw ConfigException.of("demo --server: " + artifact
                + " (expected: a jar; started by ./passkit-cdc, Maven fetches it)");
        }
        return artifact;
    }
}
