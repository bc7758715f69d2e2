package com.passkit.cdc.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MySQL or MariaDB server of our own: its data in a folder of its own, reachable on loopback only, gone when closed.
 * It logs row changes with full images and has GTIDs unless told otherwise.
 * Threading: one thread at a time. Blocking: yes.
 */
public final class PrivateMySqlServer implements AutoCloseable {

    public static final String HOST = "127.0.0.1";
    /** An account with all privileges, reachable over TCP, whose password is {@link #password()}. */
    public static final String USER = ServerData.USER;

    private static final Logger LOG = LoggerFactory.getLogger(PrivateMySqlServer.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final long POLL_NS = Duration.ofMillis(20).toNanos();
    private static final int START_ATTEMPTS = 3;

    private final MySqlInstallation installation;
    private final ServerData data;
    private final List<String> flags;

    private Process process;
    private int port;

    private PrivateMySqlServer(ServerData data, List<String> flags) {
        this.installation = data.installation();
        this.data = data;
        this.flags = List.copyOf(flags);
    }

    /** Makes the data of a server. */
    private interface DataSource {

        ServerData in(Path home) throws IOException;
    }

    /**
     * Makes the data of a new server and starts it.
     *
     * @param installation binaries to run
     * @param flags        options of {@code mysqld}; they come last and so win over those given here
     */
    public static PrivateMySqlServer start(MySqlInstallation installation, List<String> flags) {
        return start(home -> ServerData.make(installation, home), flags);
    }

    /** Starts a new server on a copy of data that were made before. */
    public static PrivateMySqlServer start(ServerData made, List<String> flags) {
        return start(made::copyTo, flags);
    }

    private static PrivateMySqlServer start(DataSource source, List<String> flags) {
        Path home = null;
        try {
            home = Files.createTempDirectory("passkit-cdc-mysql-");
            PrivateMySqlServer server = new PrivateMySqlServer(source.in(home), flags);
            try {
                server.startOnFreePort();
            } catch (IOException | RuntimeException e) {
                server.kill();
                throw e;
            }
            return server;
        } catch (IOException e) {
            delete(home);
            throw new UncheckedIOException("private MySQL server: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            delete(home);
            throw e;
        }
    }

    /** @return version of the binaries */
    public MySqlInstallation installation() {
        return installation;
    }

    public String host() {
        return HOST;
    }

    /** @return TCP port; stays the same over restarts */
    public int port() {
        return port;
    }

    /** @return password of {@link #USER} */
    public String password() {
        return data.password();
    }

    /** @return process id; changes with a restart */
    public long pid() {
        return process.pid();
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** @return the folder with the binlog files and, where the server makes them, {@code ca.pem} and its like */
    public Path dataDirectory() {
        return data.data();
    }

    /** @return path of its Unix domain socket */
    public Path socket() {
        return data.data().resolve(ServerData.SOCKET);
    }

    /** @return where the server writes what it has to say */
    public Path errorLog() {
        return data.errorLog();
    }

    /** Asks the server to end and waits until it did. */
    public void stop() {
        if (isRunning()) {
            process.destroy();
            awaitEnd();
        }
    }

    /** Ends the server as a power cut would (SIGKILL). */
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    /** Starts the server again on its data and its port, with further flags where wanted. */
    public void start(String... moreFlags) {
        if (isRunning()) {
            throw new IllegalStateException("private MySQL server: runs already (expected: stopped)");
        }
        try {
            launch(List.of(moreFlags));
        } catch (IOException e) {
            throw new UncheckedIOException("private MySQL server: " + e.getMessage(), e);
        }
    }

    /** Stops and starts. */
    public void restart(String... moreFlags) {
        stop();
        start(moreFlags);
    }

    /** Ends the server and deletes its data. */
    @Override
    public void close() {
        kill();
        delete(data.home());
    }

    private static void delete(Path home) {
        if (home == null) {
            return;
        }
        try {
            ServerCache.deleteTree(home);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} is left behind: {}", home, e.getMessage());
        }
    }

    private void startOnFreePort() throws IOException {
        for (int attempt = 1;; attempt++) {
            port = FreePort.of(HOST);
            try {
                launch(List.of());
                return;
            } catch (IllegalStateException e) {
                // Somebody took the port between our look and the server's.
                if (attempt == START_ATTEMPTS || !data.logTail().contains("Address already in use")) {
                    throw e;
                }
            }
        }
    }

    private void launch(List<String> moreFlags) throws IOException {
        List<String> command = new ArrayList<>(installation.command());
        command.addAll(data.flags());
        command.addAll(List.of("--port=" + port, "--bind-address=" + HOST, "--server-id=" + port, "--log-bin=binlog",
            "--binlog-format=ROW", "--binlog-row-image=FULL", "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=2", "--sync-binlog=0"));
        if (!installation.isMariaDb()) {
            command.addAll(List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON"));
        }
        if (installation.isMySqlAtLeast(8, 0, 1) || installation.isMariaDb()) {
            command.add("--binlog-row-metadata=FULL");
        }
        if (!installation.isMySqlAtLeast(8, 0, 1)) {
            command.add("--log-slave-updates");
        }
        if (installation.isMySqlAtLeast(8, 0, 11)) {
            command.add("--mysqlx=OFF");
        }
        command.addAll(flags);
        command.addAll(moreFlags);
        long logStart = Files.exists(errorLog()) ? Files.size(errorLog()) : 0;
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(errorLog().toFile()));
        builder.environment().putAll(installation.environment());
        process = builder.start();
        process.getOutputStream().close();
        awaitReady(logStart);
    }

    private void awaitReady(long logStart) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!data.logSince(logStart).contains("ready for connections")) {
            if (!process.isAlive()) {
                throw data.failure("ended with exit code " + process.exitValue());
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw data.failure("not ready after " + START_TIMEOUT);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
