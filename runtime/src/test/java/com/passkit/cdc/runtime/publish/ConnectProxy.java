package com.passkit.cdc.runtime.publish;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that knows nothing but CONNECT. A thread for each direction of a connection. */
final class ConnectProxy implements AutoCloseable {

    final List<String> asked = new CopyOnWriteArrayList<>();
    /** What it says instead of opening a tunnel; null for nothing at all. */
    volatile String refusal = "";
    /** User and password; null for none. */
    volatile String credentials;
    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    ConnectProxy() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                start(() -> serve(socket));
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve(Socket client) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = client.getInputStream().read();
            if (next < 0) {
                return;
            }
            head.append((char) next);
        }
        asked.add(head.toString());
        String answer = refusal;
        if (answer == null) {
            return;
        }
        String expected = credentials == null ? null : "Basic "
            + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        if (expected != null && head.indexOf(expected) < 0) {
            answer = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
        }
        if (!answer.isEmpty()) {
            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            client.close();
            return;
        }
        String[] target = head.substring("CONNECT ".length(), head.indexOf(" HTTP/")).split(":");
        Socket endpoint = new Socket(target[0], Integer.parseInt(target[1]));
        sockets.add(endpoint);
        String opened = "HTTP/1.1 200 Connection established\r\n\r\n";
        client.getOutputStream().write(opened.getBytes(StandardCharsets.US_ASCII));
        start(() -> copy(endpoint, client));
        copy(client, endpoint);
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // One of the two went away.
            }
        }, "connect-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
