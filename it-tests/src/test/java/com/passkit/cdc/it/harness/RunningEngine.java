package com.passkit.cdc.it.harness;

import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.CdcEngine;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.runtime.source.SourceState;

import org.awaitility.Awaitility;

/** The engine in this process, from one database to one receiver. Threading: one thread at a time. */
public final class RunningEngine implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(20);

    private final CdcEngine engine;

    private RunningEngine(CdcEngine engine) {
        this.engine = engine;
    }

    /** @return with its state below {@code directory}, where a later run finds it; it captures the whole database */
    public static RunningEngine launch(TestDatabase database, Receiver receiver, Path directory, int lanes) {
        return launch(database, receiver, directory, lanes, List.of(database.name() + ".*"));
    }

    public static RunningEngine launch(TestDatabase database, Receiver receiver, Path directory, int lanes,
        List<String> include) {
        BatchConfig batch = new BatchConfig(1000, 1 << 20, Duration.ofMillis(10), lanes);
        return new RunningEngine(CdcEngine.launch(
            config(database, receiver.endpoint(), directory, include, batch)));
    }

    public static RunningEngine launch(CdcConfig config) {
        return new RunningEngine(CdcEngine.launch(config));
    }

    /** @return a configuration with the account of the harness and a short heartbeat */
    public static CdcConfig config(TestDatabase database, URI endpoint, Path directory, List<String> include,
        BatchConfig batch) {
        RealServer server = database.server();
        SourceConfig source = new SourceConfig(List.of(new SourceConfig.Host(server.host(), server.port())),
            server.user(), server.password(), 0, TlsConfig.PREFERRED, null, true, Duration.ofSeconds(1),
            SourceConfig.DEFAULT_CONNECT_TIMEOUT);
        return new CdcConfig("it", source, include, List.of(), Map.of(), CdcConfig.SnapshotMode.INITIAL,
            PublishConfig.of(endpoint), batch, EncodeConfig.of("it"), false, false, directory,
            Duration.ofMillis(100), CdcConfig.DEFAULT_SHUTDOWN_TIMEOUT);
    }

    public CdcEngine engine() {
        return engine;
    }

    /** Returns when the snapshot, where one is due, is read and the stream runs. */
    public void awaitStreaming() {
        await(() -> engine.status().source().state() == SourceState.STREAMING);
    }

    /** Returns when everything that the server has logged by now was accepted by the receiver. */
    public Checkpoint awaitCaughtUp(TestDatabase database) throws SQLException {
        List<String> current = database.rows(database.server().release().positionStatement()).get(0);
        String file = current.get(0);
        long offset = Long.parseLong(current.get(1));
        await(() -> hasReached(engine.status().published(), file, offset));
        return engine.status().published();
    }

    /** @return what ended the run; waits for it */
    public Throwable awaitFailure() {
        try {
            engine.completion().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("still running (expected: an end with an error): " + engine.status(), e);
        }
        throw new AssertionError("ended without an error (expected: one)");
    }

    /** Stops it in order; fails when the run had ended with an error before. */
    @Override
    public void close() {
        boolean hadEnded = engine.completion().isCompletedExceptionally();
        engine.close();
        if (!hadEnded) {
            try {
                engine.completion().join();
            } catch (CompletionException e) {
                throw new AssertionError("engine: " + e.getCause(), e.getCause());
            }
        }
    }

    private void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(POLL).pollDelay(Duration.ZERO).until(() -> {
            if (engine.completion().isCompletedExceptionally()) {
                engine.completion().join();
            }
            return condition.call();
        });
    }

    private static boolean hasReached(Checkpoint at, String file, long offset) {
        if (at == null) {
            return false;
        }
        int order = at.file().compareTo(file);
        return order > 0 || order == 0 && at.offset() >= offset;
    }
}
