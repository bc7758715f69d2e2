package com.passkit.cdc.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.cli.sandbox.Sandbox;
import com.passkit.cdc.cli.sandbox.SandboxConfig;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A local PassKit to deliver to. */
@Command(name = "sandbox", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = "Run a local receiver: it accepts batches, keeps records, and shows them on a page.")
final class SandboxCommand implements Callable<Integer> {

    @Option(names = "--bind", paramLabel = "ADDRESS", defaultValue = SandboxConfig.DEFAULT_BIND,
        description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String bind;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "" + SandboxConfig.DEFAULT_PORT,
        description = "Port (default: ${DEFAULT-VALUE}; 0: any free one).")
    private int port;

    @Option(names = "--token-env", paramLabel = "NAME",
        description = "Environment variable with the bearer token that deliveries must carry.")
    private String tokenVariable;

    @Option(names = "--tls-cert", paramLabel = "PEM", description = "Certificate: listen for HTTPS.")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "PEM", description = "Its private key.")
    private Path key;

    private final CliContext context;

    SandboxCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        context.onStop(stopped::countDown);
        try (Sandbox sandbox = start()) {
            context.out().println(sandbox.address());
            context.out().flush();
            if (!sandbox.isOnLoopback()) {
                context.err().println("sandbox: --bind " + bind + " is open to others than this machine: whoever"
                    + " reaches it sees the records");
            }
            context.err().println("sandbox: page at " + sandbox.address() + ", publish.endpoint: "
                + sandbox.endpoint());
            stopped.await();
        }
        context.err().println(ExitCode.DONE.line("sandbox stopped"));
        return ExitCode.DONE.number();
    }

    private Sandbox start() {
        String token = tokenVariable == null ? null : context.environment().get(tokenVariable);
        if (tokenVariable != null && token == null) {
            throw ConfigException.of("--token-env: " + tokenVariable + " (expected: a variable that is set)");
        }
        try {
            return Sandbox.start(new SandboxConfig(
                bind, port, token, certificate, key, SandboxConfig.DEFAULT_REMEMBERED_IDS));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw ConfigException.of("sandbox: " + e.getMessage());
        }
    }
}
