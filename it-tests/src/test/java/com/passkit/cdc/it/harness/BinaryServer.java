package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.passkit.cdc.cli.demo.PrivateMySqlServer;

/** A server run from unpacked binaries. */
final class BinaryServer implements RealServer {

    private final MySqlVersion release;
    private final PrivateMySqlServer server;

    BinaryServer(MySqlVersion release, List<String> flags) {
        this.release = release;
        server = PrivateMySqlServer.start(release.madeData(), flags);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "it-server-shutdown"));
    }

    @Override
    public String host() {
        return server.host();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String user() {
        return PrivateMySqlServer.USER;
    }

    @Override
    public String password() {
        return server.password();
    }

    @Override
    public MySqlVersion release() {
        return release;
    }

    @Override
    public String version() {
        return server.installation().version();
    }

    @Override
    public Path ca() {
        return server.dataDirectory().resolve("ca.pem");
    }

    @Override
    public Path socket() {
        return server.socket();
    }

    @Override
    public long pid() {
        return server.pid();
    }

    @Override
    public String errorLog() {
        try {
            return Files.readString(server.errorLog(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void kill() {
        server.kill();
    }

    @Override
    public void start(String... moreFlags) {
        server.start(moreFlags);
    }

    @Override
    public void close() {
        server.close();
    }
}
