package com.passkit.cdc.it.fire;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import com.github.luben.zstd.ZstdInputStream;

/**
 * An endpoint that takes batches into a {@link DeliveredLedger} and can misbehave down to the bytes of an answer, which
 * no HTTP library lets a server do. HTTP/1.1, keep-alive, a thread for each connection.
 * Threading: any thread.
 */
final class FireReceiver implements AutoCloseable {

    private static final int BACKLOG = 64;
    private static final String EVENT_START = "{\"id\":";
    private static final long DRIP_NS = 2_000_000;

    private final DeliveredLedger ledger;
    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private volatile Function<Request, Manner> policy = request -> Manner.ACCEPT;

    /**
     * A batch on its way in.
     *
     * @param events of it, as they were written
     */
    record Request(String batchId, List<String> events) {
    }

    /** @param listener bound; encrypts where the run wants it */
    FireReceiver(DeliveredLedger ledger, ServerSocket listener) {
        this.ledger = ledger;
        this.listener = listener;
        start("fire-receiver", this::acceptAll);
    }

    /** @return a socket in the clear, on a free port */
    static ServerSocket plainListener() throws IOException {
        return new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on requests are met so. */
    void meet(Function<Request, Manner> value) {
        policy = value;
    }

    /** From now on every batch is taken; connections that hang are closed. */
    void behave() {
        policy = request -> Manner.ACCEPT;
    }

    long requestCount() {
        return requests.get();
    }

    /** @return requests that were not answered as they should */
    long refusalCount() {
        return refusals.get();
    }

    /** Closes every connection. */
    void closeConnections() {
        connections.forEach(FireReceiver::closeQuietly);
    }

    @Override
    public void close() {
        closeQuietly(listener);
        closeConnections();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                connections.add(socket);
                start("fire-connection", () -> serve(socket));
            } catch (IOException e) {
                // Closed, or a handshake that failed: the loop tells.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean isOpen = true;
            while (isOpen) {
                String head = head(in);
                isOpen = !head.isEmpty() && meet(head, in, socket.getOutputStream());
            }
        } catch (IOException e) {
            // The other side, or the way to it, is gone. What was taken is in the ledger.
        } catch (IllegalStateException | AssertionError e) {
            // The ledger remembers what was wrong.
        } finally {
            connections.remove(socket);
        }
    }

    private boolean meet(String head, InputStream in, OutputStream out) throws IOException {
        Map<String, String> headers = headers(head);
        byte[] body = body(headers, in);
        if (!head.startsWith("POST ")) {
            write(out, answer(Manner.refusal(405, ""), List.of()));
            return true;
        }
        requests.incrementAndGet();
        byte[] plain = plain(headers.get("content-encoding"), body);
        String batchId = headers.get("idempotency-key");
        List<String> events = events(plain);
        Manner manner = policy.apply(new Request(batchId, events));
        if (!manner.equals(Manner.ACCEPT)) {
            refusals.incrementAndGet();
        }
        if (manner.status() == 400 && events.size() == 1) {
            ledger.onRefused(events.get(0));
        } else if (!manner.isTaken()) {
            ledger.onSeen(events);
        }
        long[] ids = manner.isTaken() ? ledger.take(batchId, events, manner.refused()) : new long[0];
        LockSupport.parkNanos(manner.delayMs() * 1_000_000);
        byte[] answer = answer(manner, events);
        boolean isAccepted = manner.isTaken() && manner.status() / 100 == 2;
        switch (manner.ending()) {
            case WHOLE, TWICE, DRIPPING -> {
                if (isAccepted) {
                    ledger.acknowledge(ids);
                }
                if (manner.ending() == Manner.Ending.DRIPPING) {
                    drip(out, answer);
                } else if (manner.ending() == Manner.Ending.TWICE) {
                    write(out, twice(answer));
                } else {
                    write(out, answer);
                }
                return true;
            }
            case HALF -> {
                // Not even the status is whole.
                byte[] half = new byte["HTTP/1.1 2".length()];
                System.arraycopy(answer, 0, half, 0, half.length);
                write(out, half);
                return false;
            }
            case CLOSED -> {
                return false;
            }
            case HANGING -> {
                while (in.read() >= 0) {
                    // Whatever comes, nothing is said.
                }
                return false;
            }
        }
        throw new IllegalStateException("ending: " + manner.ending());
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static Map<String, String> headers(String head) {
        Map<String, String> headers = new HashMap<>();
        head.lines().skip(1).filter(line -> line.contains(":")).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        });
        return headers;
    }

    private static byte[] body(Map<String, String> headers, InputStream in) throws IOException {
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return exactly(in, Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int length = Integer.parseInt(line(in), 16);
        while (length > 0) {
            body.write(exactly(in, length));
            line(in);
            length = Integer.parseInt(line(in), 16);
        }
        line(in);
        return body.toByteArray();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("body: " + bytes.length + " bytes (expected: " + length + ')');
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("chunk: cut off");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static byte[] plain(String encoding, byte[] body) throws IOException {
        if (encoding == null) {
            return body;
        }
        try (InputStream in = "zstd".equals(encoding) ? new ZstdInputStream(new ByteArrayInputStream(body))
            : new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }

    private static List<String> events(byte[] plain) {
        return new String(plain, StandardCharsets.UTF_8).lines().filter(line -> line.startsWith(EVENT_START))
            .map(line -> line.endsWith(",") ? line.substring(0, line.length() - 1) : line).toList();
    }

    private static byte[] answer(Manner manner, List<String> events) {
        String refused = events.stream().filter(manner.refused())
            .map(event -> "{\"id\":" + event.substring(EVENT_START.length(), event.indexOf(',')) + ",\"reason\":\"bad\"}")
            .collect(Collectors.joining(","));
        String body = refused.isEmpty() ? "{}" : "{\"rejected\":[" + refused + "]}";
        return ("HTTP/1.1 " + manner.status() + " as told\r\nContent-Length: " + body.length()
            + "\r\nContent-Type: application/json\r\n" + (manner.header().isEmpty() ? "" : manner.header() + "\r\n")
            + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] twice(byte[] answer) {
        byte[] both = new byte[answer.length * 2];
        System.arraycopy(answer, 0, both, 0, answer.length);
        System.arraycopy(answer, 0, both, answer.length, answer.length);
        return both;
    }

    private static void drip(OutputStream out, byte[] bytes) throws IOException {
        for (byte value : bytes) {
            write(out, new byte[] {value});
            LockSupport.parkNanos(DRIP_NS);
        }
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
