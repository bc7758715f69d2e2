package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * The built distribution as a process of its own, with paranoid leak detection. Closing it kills it.
 * Threading: any thread.
 */
public final class ConnectorProcess implements AutoCloseable {

    /** Environment variable that configurations made by {@link ConnectorYaml} take the MySQL password from. */
    public static final String PASSWORD_VARIABLE = "PASSKIT_CDC_PASSWORD";

    private static final Pattern ADMIN = Pattern.compile("(?i)admin\\S* .*?:(\\d+)");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Duration LINE_TIMEOUT = Duration.ofSeconds(120);

    private final Process process;
    private final Path stdout;
    private final Path stderr;

    private ConnectorProcess(Process process, Path stdout, Path stderr) {
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /**
     * @param directory   working directory, and where its output goes; of one process at a time
     * @param environment variables on top of this process's
     * @param arguments   of the command line, for instance {@code run -c passkit-cdc.yaml}
     */
    public static ConnectorProcess start(Path directory, Map<String, String> environment, String... arguments) {
        return startBy(List.of(), jar(), directory, environment, arguments);
    }

    /** @return the jar of the built distribution, beside its folder lib */
    public static Path jar() {
        Path jar = Path.of(System.getProperty("passkit.cdc.it.jar", "../cli/target/passkit-cdc.jar")).normalize();
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + ": not there (expected: built by 'mvn verify')");
        }
        return jar;
    }

    /**
     * @param launcher command that runs the one behind it, for instance as another user
     * @param jar      of a distribution
     */
    public static ConnectorProcess startBy(
        List<String> launcher, Path jar, Path directory, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
            // It lives for seconds: what the optimizing compiler takes to make it faster it never gives back.
            "-Xmx512m", "-XX:TieredStopAtLevel=1", "-Dio.netty.leakDetection.level=paranoid",
            "-Dio.netty.leakDetection.acquireAndReleaseOnly=true", "-jar", jar.toString()));
        command.addAll(Arrays.asList(arguments));
        try {
            Path stdout = Files.createTempFile(directory, "stdout", ".log");
            Path stderr = Files.createTempFile(directory, "stderr", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ConnectorProcess(process, stdout, stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command on a configuration file, with the password that {@link ConnectorYaml} refers to. */
    public static ConnectorProcess start(TestDatabase database, Path yaml, String command) {
        return start(yaml.getParent(), Map.of(PASSWORD_VARIABLE, database.server().password()), command, "-c",
            yaml.toString());
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** @return the most memory that it has ever had, in bytes, as the kernel counts it (proc_pid_status(5), VmHWM) */
    public long peakBytes() {
        String status = text(Path.of("/proc", String.valueOf(pid()), "status"));
        Matcher peak = PEAK.matcher(status);
        if (!peak.find()) {
            throw new AssertionError("VmHWM: not there (expected: a running process)\n" + status);
        }
        return Long.parseLong(peak.group(1)) << 10;
    }

    /** Asks it to end, as an operator would (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    /** Ends it as a power cut would (SIGKILL) and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(LINE_TIMEOUT);
    }

    /** @return whether it ends by itself in this time; waits no longer */
    public boolean exitsWithin(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @return the exit code; of a killed process 137 */
    public int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("connector still runs after " + timeout + "\n" + stderr());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String stdout() {
        return text(stdout);
    }

    /** @return the lines that it has printed, read as they are asked for; to be closed */
    public Stream<String> stdoutLines() {
        try {
            return Files.lines(stdout);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String stderr() {
        return text(stderr);
    }

    /** @return the last line on stderr, which says why it ended */
    public String lastLine() {
        String[] lines = stderr().strip().split("\n");
        return lines[lines.length - 1];
    }

    /** @return first group, or all, of the first match on stderr; waits for it */
    public String awaitLine(Pattern pattern) {
        return Awaitility.await().atMost(LINE_TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> {
            Matcher matcher = pattern.matcher(stderr());
            if (matcher.find()) {
                return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
            }
            if (!isRunning()) {
                throw new AssertionError("connector ended with " + process.exitValue() + " before " + pattern
                    + "\n" + stderr());
            }
            return null;
        }, line -> line != null);
    }

    /** @return port of the admin endpoint as printed at start; waits for it */
    public int adminPort() {
        return Integer.parseInt(awaitLine(ADMIN));
    }

    /** Kills it where it still runs; fails when it reported a leaked buffer. */
    @Override
    public void close() {
        kill();
        if (stderr().contains("LEAK:")) {
            throw new AssertionError("leaked buffer (expected: none)\n" + stderr());
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
