package com.passkit.cdc.it.harness;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.passkit.cdc.cli.CliContext;
import com.passkit.cdc.cli.PassKitCdc;

/**
 * One command line executed in this process, far cheaper than a {@link ConnectorProcess}; its log included.
 * Threading: one at a time, for standard error belongs to it while it runs.
 *
 * @param exitCode of the process it would have been
 * @param stdout   all of it
 * @param stderr   all of it, log lines included
 */
public record CommandRun(int exitCode, String stdout, String stderr) {

    /** Runs a command to its end. */
    public static CommandRun of(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        PrintStream processErr = System.err;
        System.setErr(errStream);
        int exitCode;
        try {
            CliContext context =
                new CliContext(environment, InputStream.nullInputStream(), outStream, errStream, null);
            exitCode = PassKitCdc.commandLine(context).execute(arguments);
        } finally {
            System.setErr(processErr);
        }
        return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** @return the last line on stderr, which says why it ended */
    public String lastLine() {
        List<String> lines = stderr.lines().toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
