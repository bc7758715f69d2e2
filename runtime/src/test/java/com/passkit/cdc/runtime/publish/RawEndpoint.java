package com.passkit.cdc.runtime.publish;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An endpoint in HTTP/1.1 written by hand, so that it can break every rule. A thread for each connection. */
final class RawEndpoint implements AutoCloseable {

    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    final List<String> heads = new CopyOnWriteArrayList<>();
    final AtomicInteger connectionCount = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Script script;

    /** What happens on a connection; it is closed behind it. */
    @FunctionalInterface
    interface Script {

        /** @param number of the connection, from 1 */
        void run(Exchange exchange, int number) throws IOException;
    }

    /** One connection. */
    final class Exchange {

        final Socket socket;
        final InputStream in;

        Exchange(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream(), 1024);
        }

        /** @return the head; null at the end of the connection */
        String readHead() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                head.write(next);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            heads.add(text);
            return text;
        }

        /** @return head and body; null at the end of the connection */
        String readRequest() throws IOException {
            String head = readHead();
            if (head == null) {
                return null;
            }
            Matcher length = LENGTH.matcher(head);
            return length.find() ? head + new String(in.readNBytes(Integer.parseInt(length.group(1))),
                StandardCharsets.UTF_8) : head;
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Accepts everything that comes from now on. */
        void acceptAll() throws IOException {
            while (readRequest() != null) {
                write(OK);
            }
        }

        /** Until the peer closes the connection. */
        void awaitEnd() throws IOException {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    RawEndpoint(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket();
        server.setReceiveBufferSize(4096);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/cdc");
    }

    int port() {
        return server.getLocalPort();
    }

    /** @return values of the idempotency key, in the order of arrival */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (String head : heads) {
            Matcher key = Pattern.compile("(?i)idempotency-key: (\\S+)").matcher(head);
            if (key.find()) {
                keys.add(key.group(1));
            }
        }
        return keys;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = connectionCount.incrementAndGet();
                start(() -> serve(socket, number));
            }
        } catch (IOException e) {
            // Closed: nothing more is accepted.
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            script.run(new Exchange(socket), number);
        } catch (IOException e) {
            // The peer went away, which some scripts are about.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "raw-endpoint");
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
