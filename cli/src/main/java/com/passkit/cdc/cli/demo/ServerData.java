package com.passkit.cdc.cli.demo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a private server: its data, with one account that may everything, and its error log. Making the data
 * takes a server some seconds, so whoever needs many servers makes them once and copies them.
 * Threading: any thread; what is copied must not be in use. Blocking: yes.
 */
public final class ServerData {

    /** An account with all privileges, reachable over TCP, whose password is {@link #password()}. */
    static final String USER = "admin";

    static final String SOCKET = "mysql.sock";

    private static final int PASSWORD_LENGTH = 16;
    private static final long LOG_FILE_LENGTH = 16 << 20;
    private static final int LOG_TAIL_LENGTH = 3_000;
    /** Has the UUID of a server, which makes one where there is none. */
    private static final String UUID_FILE = "auto.cnf";

    private final MySqlInstallation installation;
    private final Path home;
    private final Path data;
    private final Path errorLog;
    private final String password;

    private ServerData(MySqlInstallation installation, Path home, String password) {
        this.installation = installation;
        this.home = home;
        this.data = home.resolve("data");
        this.errorLog = home.resolve("error.log");
        this.password = password;
    }

    /**
     * Makes the data of a server that was never started.
     *
     * @param installation binaries to do it with
     * @param home         where, an empty folder
     */
    public static ServerData make(MySqlInstallation installation, Path home) throws IOException {
        byte[] secret = new byte[PASSWORD_LENGTH];
        new SecureRandom().nextBytes(secret);
        ServerData made = new ServerData(installation, home, HexFormat.of().formatHex(secret));
        made.initialize();
        return made;
    }

    /** @return a copy in another, empty folder: a server of its own with a UUID of its own, and the same password */
    public ServerData copyTo(Path otherHome) throws IOException {
        ServerData copy = new ServerData(installation, otherHome, password);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().equals(UUID_FILE)) {
                    Files.copy(file, copy.data.resolve(data.relativize(file).toString()));
                }
            }
        }
        return copy;
    }

    MySqlInstallation installation() {
        return installation;
    }

    Path home() {
        return home;
    }

    Path data() {
        return data;
    }

    Path errorLog() {
        return errorLog;
    }

    String password() {
        return password;
    }

    private void initialize() throws IOException {
        List<String> account = List.of("CREATE USER '" + USER + "'@'%' IDENTIFIED BY '" + password + "';",
            "GRANT ALL ON *.* TO '" + USER + "'@'%' WITH GRANT OPTION;");
        Path statements = home.resolve("initialize.sql");
        try {
            List<String> command = new ArrayList<>(installation.command());
            command.addAll(flags());
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

    /** @return options of every server on it */
    List<String> flags() {
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

    /** @return what was written to the error log from an offset on */
    String logSince(long start) throws IOException {
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

    /** @return the end of the error log */
    String logTail() throws IOException {
        String log = logSince(0);
        return log.substring(Math.max(0, log.length() - LOG_TAIL_LENGTH));
    }

    IllegalStateException failure(String what) throws IOException {
        return new IllegalStateException("private MySQL server " + installation.version() + ": " + what + '\n'
            + logTail().strip());
    }
}
