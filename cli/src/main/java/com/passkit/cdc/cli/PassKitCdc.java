package com.passkit.cdc.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.cli.progress.ErrorTerminal;
import com.passkit.cdc.runtime.ProductVersion;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine.Model.CommandSpec;

/** The passkit-cdc command. */
@Command(name = "passkit-cdc", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = "Change data capture from MySQL to PassKit.",
    footer = {"", "Exit codes: 0 done or stopped cleanly, 1 check found a failure, 2 usage or configuration, "
        + "3 the source refused, 4 the position is gone from the server, 5 the endpoint refused, "
        + "6 the state directory cannot be used, 70 a defect of this program."})
public final class PassKitCdc implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(PassKitCdc.class);
    private static final String ADDRESS_TTL = "networkaddress.cache.ttl";

    @Spec
    private CommandSpec spec;

    @Option(names = {"-v", "--verbose"}, scope = ScopeType.INHERIT,
        description = "Log more to stderr; -vv for everything.")
    private void setVerbosity(boolean[] flags) {
        LogLevels.raise(flags.length);
    }

    /** The version that the build wrote. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"passkit-cdc " + ProductVersion.current()};
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command");
    }

    /** @return the whole command line: every command, and errors turned into exit codes */
    public static CommandLine commandLine(CliContext context) {
        CommandLine commands = new CommandLine(new PassKitCdc())
            .addSubcommand(new RunCommand(context))
            .addSubcommand(new SnapshotCommand(context))
            .addSubcommand(new TailCommand(context))
            .addSubcommand(new DecodeCommand(context))
            .addSubcommand(new CheckCommand(context))
            .addSubcommand(new PositionCommand(context))
            .addSubcommand(new DeadLettersCommand(context))
            .addSubcommand(new StatusCommand(context))
            .addSubcommand(new SandboxCommand(context))
            .addSubcommand(new DemoCommand(context))
            .addSubcommand(new AutoComplete.GenerateCompletion());
        commands.setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setParameterExceptionHandler((e, args) -> refuse(context, e));
        commands.setExecutionExceptionHandler((e, commandLine, result) -> fail(context, e));
        return commands;
    }

    private static int refuse(CliContext context, ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String problem = e instanceof UnmatchedArgumentException unmatched ? UnknownOptions.describe(unmatched)
            : e.getMessage();
        context.err().println(ExitCode.USAGE.line(problem + "; see " + command + " --help"));
        return ExitCode.USAGE.number();
    }

    private static int fail(CliContext context, Throwable e) {
        Failure failure = Failure.of(e);
        if (failure.code() == ExitCode.DEFECT) {
            LOG.error("stopped by a defect", e);
        } else {
            LOG.debug("stopped", e);
        }
        if (Failure.unwrap(e) instanceof ConfigException config && config.problems().size() > 1) {
            config.problems().forEach(context.err()::println);
        }
        context.err().println(failure.code().line(failure.message()));
        return failure.code().number();
    }

    public static void main(String[] args) {
        lookUpHostsAnew();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        Console console = System.console();
        Supplier<String> prompt = console == null ? null : () -> typed(console.readPassword("MySQL password: "));
        CliContext context = new CliContext(System.getenv(), System.in, out, System.err, prompt,
            ErrorTerminal::columns);
        GracefulExit exit = GracefulExit.install(context);
        int code = commandLine(context).execute(args);
        out.flush();
        exit.end(code);
    }

    /** The JDK keeps an address for half a minute: a name that leads elsewhere since would lead to the old server. */
    private static void lookUpHostsAnew() {
        if (Security.getProperty(ADDRESS_TTL) == null && System.getProperty("sun.net.inetaddr.ttl") == null) {
            Security.setProperty(ADDRESS_TTL, "0");
        }
    }

    private static String typed(char[] password) {
        return password == null ? null : new String(password);
    }
}
