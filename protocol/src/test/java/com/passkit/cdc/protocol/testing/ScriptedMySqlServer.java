package com.passkit.cdc.protocol.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server on a free loopback port that plays a script to each client, packet by packet; what real servers will not do
 * on demand, it does. A script that fails makes {@link #close()} throw.
 */
public final class ScriptedMySqlServer implements AutoCloseable {

    private static final long JOIN_TIMEOUT_MS = 5_000;

    /** What is said to one client; blocking reads and writes. */
    @FunctionalInterface
    public interface Script {

        void run(ScriptedSession session) throws Exception;
    }

    private final Script script;
    private final ServerSocket listener;
    private final Thread acceptor;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    private ScriptedMySqlServer(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        acceptor = new Thread(this::accept, "scripted-mysql-accept");
        acceptor.setDaemon(true);
    }

    public static ScriptedMySqlServer start(Script script) {
        try {
            ScriptedMySqlServer server = new ScriptedMySqlServer(script);
            server.acceptor.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Ends the server; throws what a script failed with. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Thread thread : threads) {
                thread.join(JOIN_TIMEOUT_MS);
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("the script failed", failures.get(0));
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread thread = new Thread(() -> play(socket), "scripted-mysql-session");
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    failures.add(e);
                }
            }
        }
    }

    private void play(Socket socket) {
        try (ScriptedSession session = new ScriptedSession(socket)) {
            script.run(session);
        } catch (SocketException e) {
            // The client went away, which is how most scripts end.
        } catch (Exception | AssertionError e) {
            failures.add(e);
        }
    }
}
