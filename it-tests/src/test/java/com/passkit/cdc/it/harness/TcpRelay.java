package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network between a client and a server that can fail: connections are cut, or stay open while nothing passes.
 * Threading: any thread.
 */
public final class TcpRelay implements AutoCloseable {

    private static final int BUFFER_LENGTH = 16 << 10;

    private volatile String targetHost;
    private volatile int targetPort;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile boolean isShut;
    private volatile Passage passage = Passage.CLEAR;

    private TcpRelay(String address, int port, String targetHost, int targetPort) throws IOException {
        this.targetHost = targetHost;
        this.targetPort = targetPort;
        this.listener = new ServerSocket(port, 16, InetAddress.getByName(address));
        start("it-relay-accept", this::accept);
    }

    /** @return a relay on a free port */
    public static TcpRelay to(String host, int port) {
        return at("127.0.0.1", 0, host, port);
    }

    /** @return a relay on a loopback address of its own. @param listenPort 0 for a free one */
    public static TcpRelay at(String address, int listenPort, String host, int port) {
        try {
            return new TcpRelay(address, listenPort, host, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return host:port to connect to */
    public String address() {
        return listener.getInetAddress().getHostAddress() + ':' + port();
    }

    /** @return port to connect to, of this machine */
    public int port() {
        return listener.getLocalPort();
    }

    /** From now on new connections lead to another server, as behind an address that moves. Those of now stay. */
    public void leadTo(RealServer server) {
        targetHost = server.host();
        targetPort = server.port();
    }

    /** @return connections that are open now, stalled ones included */
    public int linkCount() {
        return links.size();
    }

    /** Closes every connection on both sides. */
    public void cut() {
        links.forEach(Link::close);
    }

    /** Breaks every connection off without an end: the client gets a RST. */
    public void reset() {
        links.forEach(Link::reset);
    }

    /** Whether new connections are accepted and closed at once, as a proxy does that has nobody to hand them to. */
    public void shut(boolean isNowShut) {
        isShut = isNowShut;
    }

    /** From now on bytes pass so, on the connections of now and on new ones. */
    public void pass(Passage value) {
        passage = value;
    }

    /** From now on nothing passes on the connections of now, and neither side is told. New ones work. */
    public void stall() {
        links.forEach(link -> link.isStalled = true);
    }

    /** Ends listening, as a machine does that is switched off: from now on connections are refused. */
    public void leave() {
        closeQuietly(listener);
        cut();
    }

    @Override
    public void close() {
        leave();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (isShut) {
                    closeQuietly(client);
                    continue;
                }
                try {
                    new Link(client, new Socket(targetHost, targetPort)).open();
                } catch (IOException e) {
                    // The target is down: so is the way to it.
                    closeQuietly(client);
                }
            } catch (IOException e) {
                closeQuietly(listener);
            }
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("relay: " + e.getMessage(), e);
        }
    }

    /** One connection. */
    private final class Link {

        private final Socket client;
        private final Socket server;
        private final DumpFraming framing = new DumpFraming();
        private volatile boolean isStalled;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void open() {
            links.add(this);
            start("it-relay-up", () -> copy(client, server, false));
            start("it-relay-down", () -> copy(server, client, true));
            if (listener.isClosed()) {
                // It left while this one was made.
                close();
            }
        }

        private void copy(Socket from, Socket to, boolean isDown) {
            byte[] buffer = new byte[BUFFER_LENGTH];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                long before = 0;
                boolean isOpen = true;
                int count = in.read(buffer);
                while (isOpen && count >= 0) {
                    if (isDown) {
                        framing.onDown(buffer, count);
                    } else {
                        framing.onUp(buffer, count);
                    }
                    isOpen = isStalled
                        || passage.pass(new Passage.Chunk(isDown, buffer, count, before, framing), out);
                    before += count;
                    count = isOpen ? in.read(buffer) : -1;
                }
            } catch (IOException e) {
                // One side is gone; the other is told below.
            }
            if (!isStalled) {
                close();
            }
        }

        void reset() {
            try {
                client.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is gone already.
            }
            close();
        }

        void close() {
            links.remove(this);
            closeQuietly(client);
            closeQuietly(server);
        }
    }
}
