package com.passkit.cdc.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import com.passkit.cdc.cli.sandbox.Sandbox;
import com.passkit.cdc.cli.sandbox.SandboxConfig;
import com.passkit.cdc.cli.sandbox.SandboxRecords;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.CdcEngine;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.source.SourceConfig;

/**
 * One demo: starts a private MySQL server, a sandbox and a connector between them, changes rows, and at the end
 * compares what arrived with what is there. Nothing is left behind.
 * Threading: {@link #run} on one thread, {@link #stop} on any.
 */
public final class Demo {

    private static final String CONNECTOR_USER = "passkit";
    private static final int PASSWORD_LENGTH = 16;
    private static final int HISTORY_IDS = 2_000_000;
    private static final Duration ARRIVAL_TIMEOUT = Duration.ofSeconds(30);
    private static final long PROGRESS_NS = Duration.ofSeconds(1).toNanos();
    private static final long POLL_MS = 50;
    private static final List<String> SERVER_FLAGS = List.of("--innodb-buffer-pool-size=32M",
        "--performance-schema=OFF", "--max-connections=20");

    private final DemoConfig config;
    private final PrintStream progress;
    private final boolean isTerminal;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final LoyaltyWorkload workload = new LoyaltyWorkload(System.nanoTime());
    private final String connectorPassword = randomPassword();
    private long changesMade;

    /**
     * @param progress   where addresses and progress are printed
     * @param isTerminal whether a line may be overwritten there
     */
    public Demo(DemoConfig config, PrintStream progress, boolean isTerminal) {
        this.config = config;
        this.progress = progress;
        this.isTerminal = isTerminal;
    }

    /** Ends the workload; {@link #run} then waits for what is under way, compares and returns. */
    public void stop() {
        stopped.countDown();
    }

    /**
     * Runs until stopped or until the configured duration has passed. Blocking: yes.
     *
     * @throws IllegalStateException when something of it cannot be started
     */
    public DemoResult run() {
        Path home = null;
        try (Sandbox sandbox = Sandbox.start(new SandboxConfig(
                SandboxConfig.DEFAULT_BIND, config.port(), null, null, null, HISTORY_IDS))) {
            home = Files.createTempDirectory("passkit-cdc-demo-");
            progress.println("Starting a private MySQL server");
            MySqlInstallation installation =
                MySqlInstallation.ofArtifact(config.serverArtifact(), ServerCache.ofUser());
            try (PrivateMySqlServer server = PrivateMySqlServer.start(installation, SERVER_FLAGS);
                MySqlClient client = new MySqlClient();
                MySqlConnection session = join(client.connect(clientConfig(server)))) {
                progress.println("MySQL " + installation.version() + " runs on " + PrivateMySqlServer.HOST + ':'
                    + server.port());
                createDatabase(session);
                return stream(sandbox, server, session, home);
            }
        } catch (IOException e) {
            throw new IllegalStateException("demo: " + e.getMessage(), e);
        } finally {
            delete(home);
        }
    }

    private DemoResult stream(Sandbox sandbox, PrivateMySqlServer server, MySqlConnection session, Path home) {
        try (CdcEngine engine = CdcEngine.launch(engineConfig(sandbox.endpoint(), server, home))) {
            progress.println();
            progress.println("  Watch it on " + sandbox.address());
            progress.println();
            CompletableFuture<Void> engineEnd = engine.completion();
            long seeded = (long) LoyaltyDatabase.TABLES.size() * LoyaltyWorkload.SEED_COUNT;
            await(engineEnd, () -> sandbox.records().rowsRead() >= seeded);
            work(session, sandbox.records(), engineEnd);
            await(engineEnd, () -> delivered(sandbox.records()) >= changesMade);
            return compare(session, sandbox.records());
        }
    }

    private void createDatabase(MySqlConnection session) {
        LoyaltyDatabase.DEFINITIONS.forEach(sql -> join(session.execute(sql)));
        workload.seed().forEach(sql -> join(session.execute(sql)));
        join(session.execute("CREATE USER '" + CONNECTOR_USER + "'@'%' IDENTIFIED BY '" + connectorPassword + '\''));
        join(session.execute("GRANT REPLICATION SLAVE, REPLICATION CLIENT, RELOAD, SELECT ON *.* TO '"
            + CONNECTOR_USER + "'@'%'"));
    }

    private void work(MySqlConnection session, SandboxRecords records, CompletableFuture<Void> engineEnd) {
        long start = System.nanoTime();
        long end = config.duration().isZero() ? Long.MAX_VALUE : start + config.duration().toNanos();
        long nextProgress = start;
        for (long now = start; now < end && !engineEnd.isDone(); now = System.nanoTime()) {
            if (now >= nextProgress) {
                showProgress(now - start, records);
                nextProgress = now + PROGRESS_NS;
            }
            List<String> transaction = workload.next();
            apply(session, transaction);
            changesMade += transaction.size();
            // Behind the first change of a second there may be several more, so the pace follows the count.
            long due = start + TimeUnit.SECONDS.toNanos(changesMade) / config.changesPerSecond();
            if (isStoppedBefore(Math.min(due, end))) {
                break;
            }
        }
        showProgress(System.nanoTime() - start, records);
        progress.println();
        failWithEngine(engineEnd);
    }

    private static void apply(MySqlConnection session, List<String> transaction) {
        if (transaction.size() == 1) {
            join(session.execute(transaction.get(0)));
            return;
        }
        join(session.execute("BEGIN"));
        transaction.forEach(sql -> join(session.execute(sql)));
        join(session.execute("COMMIT"));
    }

    private void showProgress(long elapsedNs, SandboxRecords records) {
        String line = String.format(Locale.ROOT, "%5d s  %,8d changes made  %,8d delivered  %,6d ms behind",
            TimeUnit.NANOSECONDS.toSeconds(elapsedNs), changesMade, delivered(records), records.lagMs());
        if (isTerminal) {
            progress.print('\r' + line);
            progress.flush();
        } else {
            progress.println(line);
        }
    }

    private DemoResult compare(MySqlConnection session, SandboxRecords records) {
        TableComparison comparison = new TableComparison();
        for (String table : LoyaltyDatabase.TABLES) {
            String name = LoyaltyDatabase.NAME + '.' + table;
            comparison.compare(name, join(session.fetch("SELECT * FROM " + name)), records.rows(name));
        }
        return new DemoResult(changesMade, delivered(records), records.rowsRead(), comparison.rowCount(),
            comparison.differences());
    }

    private static long delivered(SandboxRecords records) {
        return records.eventCount() - records.rowsRead();
    }

    /** Waits until the condition holds, at most a while; the caller's comparison tells what is missing then. */
    private static void await(CompletableFuture<Void> engineEnd, BooleanSupplier condition) {
        long deadline = System.nanoTime() + ARRIVAL_TIMEOUT.toNanos();
        CountDownLatch pause = new CountDownLatch(1);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            failWithEngine(engineEnd);
            try {
                pause.await(POLL_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isStoppedBefore(long deadlineNs) {
        try {
            return stopped.await(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void failWithEngine(CompletableFuture<Void> engineEnd) {
        if (engineEnd.isDone()) {
            join(engineEnd);
            throw new IllegalStateException("connector: ended (expected: to run until the demo ends it)");
        }
    }

    private CdcConfig engineConfig(URI endpoint, PrivateMySqlServer server, Path home) {
        SourceConfig source = new SourceConfig(
            List.of(new SourceConfig.Host(server.host(), server.port())), CONNECTOR_USER, connectorPassword, 0,
            TlsConfig.PREFERRED, null, true, SourceConfig.DEFAULT_HEARTBEAT,
            SourceConfig.DEFAULT_CONNECT_TIMEOUT);
        String name = "demo";
        return new CdcConfig(name, source, List.of(LoyaltyDatabase.NAME + ".*"), List.of(), Map.of(),
            CdcConfig.SnapshotMode.INITIAL, PublishConfig.of(endpoint), BatchConfig.DEFAULT, EncodeConfig.of(name),
            false, false, home, CdcConfig.DEFAULT_CHECKPOINT_INTERVAL, CdcConfig.DEFAULT_SHUTDOWN_TIMEOUT);
    }

    private static MySqlClientConfig clientConfig(PrivateMySqlServer server) {
        return MySqlClientConfig.builder().host(server.host()).port(server.port()).user(PrivateMySqlServer.USER)
            .password(server.password()).allowPublicKeyRetrieval(true).build();
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static String randomPassword() {
        byte[] secret = new byte[PASSWORD_LENGTH];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    private static void delete(Path home) {
        if (home != null) {
            try {
                ServerCache.deleteTree(home);
            } catch (IOException e) {
                throw new IllegalStateException(home + ": not deleted: " + e.getMessage(), e);
            }
        }
    }
}
