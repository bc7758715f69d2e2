package com.passkit.cdc.cli.demo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
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
    public static final String USER = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(PrivateMySqlServer.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final long POLL_NS = Duration.ofMillis(20).toNanos();
    private static final int START_ATTEMPTS = 3;
    private static final int PASSWORD_LENGTH = 16;
    private static final long LOG_FILE_LENGTH = 16 << 20;
    private static final String SOCKET = "mysql.sock";
    private static final int LOG_TAIL_LENGTH = 3_000;

    private final MySqlInstallation installation;
    private final Path home;
    private final Path data;
    private final Path errorLog;
    private final String password;
    private final List<String> flags;

    private Process process;
    private int port;

    private PrivateMySqlServer(MySqlInstallation installation, List<String> flags) throws IOException {
        this.installation = installation;
        this.flags = List.copyOf(flags);
        this.home = Files.createTempDirectory("passkit-cdc-mysql-");
        this.data = home.resolve("data");
        this.errorLog = home.resolve("error.log");
        byte[] secret = new byte[PASSWORD_LENGTH];
        new SecureRandom().nextBytes(secret);
        this.password = HexFormat.of().formatHex(secret);
    }

    /**
     * Makes the data of a new server and starts it.
     *
     * @param installation binaries to run
     * @param flags        options of {@code mysqld}; they come last and so win over those given here
     */
    public static PrivateMySqlServer start(MySqlInstallation installation, List<String> flags) {
        PrivateMySqlServer server = null;
        try {
            server = new PrivateMySqlServer(installation, flags);
            server.initialize();
            server.startOnFreePort();
            return server;
        } catch (IOException e) {
            throw closing(server, new UncheckedIOException("private MySQL server: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            throw closing(server, e);
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
        return password;
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
        return data;
    }

    /** @return path of its Unix domain socket */
    public Path socket() {
        return data.resolve(SOCKET);
    }

    /** @return where the server writes what it has to say */
    public Path errorLog() {
        return errorLog;
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
        try {
            ServerCache.deleteTree(home);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} is left behind: {}", home, e.getMessage());
        }
    }

    private void initialize() throws IOException {
        List<String> account = List.of("CREATE USER '" + USER + "'@'%' IDENTIFIED BY '" + password + "';",
            "GRANT ALL ON *.* TO '" + USER + "'@'%' WITH GRANT OPTION;");
        Path statements = home.resolve("initialize.sql");
        try {
            List<String> command = new ArrayList<>(installation.command());
            command.addAll(commonFlags());
            ProgramRun run;
            if (installation.systemTables().isEmpty()) {
                Files.write(statements, account);
                command.addAll(List.of("--initialize-insecure", "--init-file=" + statements));
                run = ProgramRun.of(command, installation.environment());
            } else {
                Files.createDirectories(data.resolve("mysql"));
                writeBootstrap(statements, account);
                command.add("--bootstrap");
                run = ProgramRun.of(command, installation.environment(), statements);
            }
            if (run.exitCode() != 0) {
                throw failure("initialization ended with exit code " + run.exitCode() + '\n' + run.output().strip());
            }
        } finally {
            Files.deleteIfExists(statements);
        }
    }

    /** Servers that cannot make their own system tables are fed the statements that do. */
    private void writeBootstrap(Path file, List<String> account) throws IOException {
        List<String> lines = new ArrayList<>(List.of("USE mysql;", "SET @auth_root_socket = NULL;"));
        for (Path script : installation.systemTables()) {
            lines.addAll(Files.readAllLines(script));
        }
        // Anonymous accounts take logins from this machine away from named ones. Behind FLUSH PRIVILEGES there are any.
        lines.addAll(List.of("DELETE FROM mysql.user WHERE user = '';", "FLUSH PRIVILEGES;"));
        lines.addAll(account);
        Files.write(file, lines);
    }

    private void startOnFreePort() throws IOException {
        for (int attempt = 1;; attempt++) {
            port = freePort();
            try {
                launch(List.of());
                return;
            } catch (IllegalStateException e) {
                // Somebody took the port between our look and the server's.
                if (attempt == START_ATTEMPTS || !logTail().contains("Address already in use")) {
                    throw e;
                }
            }
        }
    }

    private void launch(List<String> moreFlags) throws IOException {
        List<String> command = new ArrayList<>(installation.command());
        command.addAll(commonFlags());
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
        long logStart = Files.exists(errorLog) ? Files.size(errorLog) : 0;
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(errorLog.toFile()));
        builder.environment().putAll(installation.environment());
        process = builder.start();
        process.getOutputStream().close();
        awaitReady(logStart);
    }

    private List<String> commonFlags() {
        List<String> common = new ArrayList<>(List.of("--datadir=" + data, "--log-error=" + errorLog,
            "--socket=" + SOCKET, "--pid-file=mysql.pid", "--secure-file-priv=", "--tmpdir=" + home,
            // The data need outlive a killed process, not a power cut.
            "--innodb-flush-method=nosync", "--innodb-doublewrite=0",
            // Of the kernel's asynchronous requests a machine has few, and many servers run at once in tests.
            "--innodb-use-native-aio=0",
            // A server sizes its tables of statistics by these, and keeps some 300 MB for nothing otherwise.
            "--table-open-cache=256", "--table-definition-cache=400", "--max-connections=100",
            "--innodb-buffer-pool-size=32M"));
        if (!installation.isMySqlAtLeast(8, 0, 30)) {
            common.add("--innodb-log-file-size=" + LOG_FILE_LENGTH);
        }
        if ("root".equals(System.getProperty("user.name"))) {
            common.add("--user=root");
        }
        return common;
    }

    private void awaitReady(long logStart) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!logSince(logStart).contains("ready for connections")) {
            if (!process.isAlive()) {
                throw failure("ended with exit code " + process.exitValue());
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw failure("not ready after " + START_TIMEOUT);
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

    private String logSince(long start) throws IOException {
        if (!Files.exists(errorLog)) {
            return "";
        }
        try (RandomAccessFile file = new RandomAccessFile(errorLog.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.max(0, file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private String logTail() throws IOException {
        String log = logSince(0);
        return log.substring(Math.max(0, log.length() - LOG_TAIL_LENGTH));
    }

    private IllegalStateException failure(String what) throws IOException {
        return new IllegalStateException("private MySQL server " + installation.version() + ": " + what + '\n'
            + logTail().strip());
    }

    private static RuntimeException closing(PrivateMySqlServer server, RuntimeException cause) {
        if (server != null) {
            server.close();
        }
        return cause;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }
}
