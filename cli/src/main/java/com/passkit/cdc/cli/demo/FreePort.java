package com.passkit.cdc.cli.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that stop and start again: none that the system gives to outgoing connections. Such a one may be
 * gone when the server comes back, and a client that tries it meanwhile may even be connected with itself.
 * Threading: any thread.
 */
public final class FreePort {

    /** Linux: the first and the last port of outgoing connections. */
    private static final Path OUTGOING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int USUAL_FIRST_OUTGOING = 32_768;
    private static final int FIRST = 10_000;
    private static final int MAX_TRIES = 100;

    private FreePort() {
    }

    /** @return a port of this address on which nobody listens; where there is no other, one of outgoing connections */
    public static int of(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        int count = firstOutgoing() - FIRST;
        for (int attempt = 0; count > 0 && attempt < MAX_TRIES; attempt++) {
            int port = FIRST + ThreadLocalRandom.current().nextInt(count);
            try (ServerSocket socket = new ServerSocket(port, 1, address)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody listens there.
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }

    private static int firstOutgoing() {
        try {
            return Integer.parseInt(Files.readString(OUTGOING).strip().split("\\s+")[0]);
        } catch (IOException | NumberFormatException e) {
            return USUAL_FIRST_OUTGOING;
        }
    }
}
