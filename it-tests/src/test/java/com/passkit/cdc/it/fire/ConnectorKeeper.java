package com.passkit.cdc.it.fire;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.state.StateDirectory;

/**
 * Keeps the connector running as a service manager would: started anew when it ended by an exit code that the faults of
 * the moment account for.
 * <p>
 * Its position is held against what the receiver acknowledged at every end, whatever the reason, and while it runs as
 * often as it is looked at: a kill at that moment would have left this position. It is ahead, and with it changes are
 * lost, where it has an event behind it that the receiver read and did not acknowledge, whether it kept it or refused
 * it; or one that the receiver reads for the first time only afterwards. So a position fails that is made durable when
 * a batch is read from the log, handed over or sent instead of when it is acknowledged, one batch too early, or by one
 * lane without regard to the others. What lies behind a position and never reached the receiver is told by what is
 * missing in the end.
 * Threading: any thread.
 */
final class ConnectorKeeper implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LOOK_NS = 20_000_000;
    private static final long GRACE_NS = Duration.ofSeconds(15).toNanos();

    private final Path yaml;
    private final List<String> runner;
    private final Map<String, String> environment;
    private final DeliveredLedger delivered;
    private final String secret;
    private final Map<Integer, LongSupplier> allowedUntilNs = new HashMap<>();
    private final Map<Integer, Integer> exits = new TreeMap<>();
    private final List<String> lastLines = new ArrayList<>();
    private ConnectorProcess process;
    private boolean isWanted;
    private boolean isClosed;
    private int startCount;
    private int positionCount;
    private int lookCount;
    private Checkpoint lastSeen;
    private volatile Throwable failure;

    /**
     * @param runner      what runs the connector, with its options; empty for nothing
     * @param environment variables of the connector
     * @param secret      that must not appear in its log
     */
    ConnectorKeeper(Path yaml, List<String> runner, Map<String, String> environment, String secret,
        DeliveredLedger delivered) {
        this.yaml = yaml;
        this.runner = runner;
        this.environment = environment;
        this.secret = secret;
        this.delivered = delivered;
        Thread thread = new Thread(this::watch, "fire-keeper");
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on it is to run. */
    synchronized void start() {
        if (!isClosed) {
            isWanted = true;
            launch();
        }
    }

    /** Kills it, as a power cut would; it stays down until {@link #start()}. */
    synchronized void kill() {
        isWanted = false;
        if (process != null) {
            process.kill();
            onEnd();
        }
    }

    /** Stops it as an operator would, perhaps before it has said its first word; it stays down until {@link #start()}. */
    synchronized void stop() {
        isWanted = false;
        if (process != null) {
            process.terminate();
            int code = process.awaitExit(STOP_LIMIT);
            boolean hasBegun = !process.stderr().isBlank();
            if (code != 0 && hasBegun && !isAllowed(code)) {
                throw new AssertionError("exit code of a stop: " + code + " (expected: 0): " + process.lastLine());
            }
            onEnd();
        }
    }

    /** @return its process id; -1 while it is down */
    synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    /** It may end by itself with this code, from now until {@link #forbidExit}. */
    synchronized void allowExit(int code) {
        allowedUntilNs.put(code, () -> Long.MAX_VALUE);
    }

    /** What a fault did may show a little later. */
    synchronized void forbidExit(int code) {
        long end = System.nanoTime() + GRACE_NS;
        allowedUntilNs.put(code, () -> end);
    }

    /** @return how often it was started */
    synchronized int startCount() {
        return startCount;
    }

    /** @return how many durable positions were held against the acknowledgements */
    synchronized int positionCount() {
        return positionCount;
    }

    /** @return how many more were while it ran */
    synchronized int lookCount() {
        return lookCount;
    }

    /** @return how often it ended by itself, by exit code */
    synchronized Map<Integer, Integer> exits() {
        return new TreeMap<>(exits);
    }

    /** @return whether it runs, and says that no table is to be read any more */
    synchronized boolean hasReadTables() {
        if (process == null || !process.isRunning()) {
            return false;
        }
        URI status = URI.create("http://127.0.0.1:" + process.adminPort() + "/status");
        try (InputStream answer = status.toURL().openStream()) {
            JsonNode snapshot = JSON.readTree(answer).get("snapshot");
            return snapshot.isNull()
                || snapshot.get("tablesDone").asInt() == snapshot.get("tablesTotal").asInt();
        } catch (IOException e) {
            return false;
        }
    }

    void failIfBroken() {
        if (failure != null) {
            throw new AssertionError("connector: " + failure.getMessage(), failure);
        }
    }

    /** @return what it said last, of the runs that ended by themselves and of this one */
    synchronized String log() {
        String now = process == null ? "" : process.stderr();
        return String.join("\n", lastLines) + '\n' + now.substring(Math.max(0, now.length() - 6_000));
    }

    /** @return what the state directory holds */
    StoredPosition position() {
        return new FilePositionStore(StateDirectory.peek(yaml.resolveSibling("state"), "it")).load();
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        isWanted = false;
        if (process != null) {
            process.kill();
        }
    }

    private void launch() {
        process = ConnectorProcess.startBy(runner, ConnectorProcess.jar(), yaml.getParent(), environment, "run", "-c",
            yaml.toString());
        startCount++;
    }

    private void watch() {
        while (failure == null) {
            synchronized (this) {
                if (isClosed) {
                    return;
                }
                try {
                    if (process != null && process.isRunning()) {
                        look();
                    } else if (process != null) {
                        onExit();
                    }
                } catch (RuntimeException | AssertionError e) {
                    failure = e;
                }
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private void onExit() {
        int code = process.awaitExit(STOP_LIMIT);
        exits.merge(code, 1, Integer::sum);
        lastLines.add(process.lastLine());
        if (!isAllowed(code)) {
            throw new AssertionError("ended by itself with exit code " + code + " (expected: " + allowedUntilNs.keySet()
                + " at the most)\n" + process.stderr());
        }
        onEnd();
        if (isWanted) {
            launch();
        }
    }

    private void look() {
        if (position() instanceof StoredPosition.At at && !at.checkpoint().equals(lastSeen)) {
            lastSeen = at.checkpoint();
            lookCount++;
            delivered.onDurable(lastSeen);
        }
    }

    private boolean isAllowed(int code) {
        LongSupplier until = allowedUntilNs.get(code);
        return until != null && until.getAsLong() > System.nanoTime();
    }

    private void onEnd() {
        String log = process.stderr();
        process.close();
        process = null;
        if (log.contains(secret)) {
            throw new AssertionError("the password is in the log\n" + log);
        }
        if (position() instanceof StoredPosition.At at) {
            positionCount++;
            delivered.onDurable(at.checkpoint());
        }
    }
}
