package com.passkit.cdc.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FreePortTest {

    @Test
    void shouldBeNoneThatAnOutgoingConnectionMayHave() throws IOException {
        Path range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
        int first = Files.exists(range) ? Integer.parseInt(Files.readString(range).split("\\s+")[0]) : 32_768;

        int port = FreePort.of("127.0.0.1");

        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(socket.getLocalPort()).isEqualTo(port);
        }
        if (first > 10_000) {
            assertThat(port).isBetween(10_000, first - 1);
        }
    }
}
