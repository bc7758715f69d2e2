package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.cli.demo.FreePort;

import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A server in a container, for versions without binaries that run everywhere. */
final class ContainerServer implements RealServer {

    private static final String PASSWORD = "it-secret";
    private static final int MYSQL_PORT = 3306;

    private final MySqlVersion version;
    private final MySQLContainer container;
    private final int port = freePort();

    ContainerServer(MySqlVersion version, List<String> flags) {
        this.version = version;
        List<String> command = new ArrayList<>(List.of("mysqld", "--server-id=" + port, "--log-bin=binlog",
            "--binlog-format=ROW", "--binlog-row-image=FULL"));
        if (!version.isMariaDb()) {
            command.addAll(List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON"));
        }
        if (!version.isMySqlFrom(MySqlVersion.V8_0)) {
            command.add("--log-slave-updates");
        }
        if (version.hasFullRowMetadata()) {
            command.add("--binlog-row-metadata=FULL");
        }
        command.addAll(flags);
        container = new MySQLContainer(DockerImageName.parse(version.image()).asCompatibleSubstituteFor("mysql"))
            .withUsername("root").withPassword(PASSWORD).withCommand(command.toArray(String[]::new));
        // A restarted container would get another port; scenarios need the same.
        container.setPortBindings(List.of(port + ":" + MYSQL_PORT));
        container.start();
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String user() {
        return "root";
    }

    @Override
    public String password() {
        return PASSWORD;
    }

    @Override
    public MySqlVersion release() {
        return version;
    }

    @Override
    public String version() {
        return version.number();
    }

    @Override
    public Path ca() {
        try {
            Path file = Files.createTempFile("ca", ".pem");
            file.toFile().deleteOnExit();
            container.copyFileFromContainer("/var/lib/mysql/ca.pem", file.toString());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of the server's socket is not shared with this machine: scenarios over it run on binaries. */
    @Override
    public Path socket() {
        throw new UnsupportedOperationException(version + ": no socket outside of its container");
    }

    @Override
    public String errorLog() {
        return container.getLogs();
    }

    @Override
    public void stop() {
        container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void start(String... moreFlags) {
        if (moreFlags.length > 0) {
            throw new IllegalArgumentException("flags: " + List.of(moreFlags)
                + " (expected: none, a container keeps those it was made with)");
        }
        container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
        Wait.forListeningPort().waitUntilReady(container);
    }

    @Override
    public void close() {
        container.close();
    }

    private static int freePort() {
        try {
            return FreePort.of("127.0.0.1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
