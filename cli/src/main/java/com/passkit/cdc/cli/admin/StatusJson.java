package com.passkit.cdc.cli.admin;

import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.passkit.cdc.runtime.EngineStatus;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.deadletter.DeadLetterStatus;
import com.passkit.cdc.runtime.publish.PublishStatus;
import com.passkit.cdc.runtime.source.HostReport;
import com.passkit.cdc.runtime.source.HostView;
import com.passkit.cdc.runtime.source.Outage;
import com.passkit.cdc.runtime.source.SourceStatus;
import com.passkit.cdc.snapshot.catalog.LockReport;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;
import com.passkit.cdc.snapshot.progress.TableProgress;
import com.passkit.cdc.snapshot.progress.TableProgress.State;

/** The answer of {@code GET /status}. */
final class StatusJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TABLES = 1_000;

    private final String connector;
    private final String version;
    private final long startedNs;

    StatusJson(String connector, String version, long startedNs) {
        this.connector = connector;
        this.version = version;
        this.startedNs = startedNs;
    }

    String print(EngineMonitor.Look look) {
        EngineStatus status = look.status();
        ObjectNode root = JSON.createObjectNode().put("connector", connector).put("version", version)
            .put("state", status == null ? "STARTING" : status.source().state().name()).put("healthy", look.isHealthy())
            .put("uptimeMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs));
        if (status != null) {
            root.put("lagMs", status.lagMs()).put("changes", status.changes()).put("commits", status.commits())
                .put("lastChangeMs", status.lastChangeMs()).put("heldXa", status.heldXa());
            addSource(root.putObject("source"), status.source());
            addSnapshot(root, look.snapshot(), status.source().lock());
            addPublish(root.putObject("publish"), status.publish());
            root.putObject("rates").put("eventsPerSecond", look.rates().eventsPerSecond())
                .put("bytesPerSecond", look.rates().bytesPerSecond());
            addDeadLetters(root.putObject("deadLetters"), status.deadLetters());
            ObjectNode positions = root.putObject("positions");
            addPosition(positions, "received", status.received());
            addPosition(positions, "published", status.published());
            addPosition(positions, "checkpointed", status.checkpointed());
        }
        return root.toString();
    }

    private static void addSource(ObjectNode node, SourceStatus source) {
        node.put("host", source.host()).put("serverVersion", source.serverVersion()).put("cause", source.cause())
            .put("nextTryAtMs", source.nextTryAtMs()).put("reconnects", source.reconnects());
        Outage outage = source.outage();
        if (outage == null) {
            node.putNull("outage");
        } else {
            node.putObject("outage").put("cause", outage.cause().word()).put("message", outage.message())
                .put("sinceMs", outage.sinceMs()).put("attempts", outage.attempts());
        }
        ArrayNode hosts = node.putArray("hosts");
        for (HostReport report : source.hosts()) {
            HostView view = report.view();
            hosts.addObject().put("host", view.host()).put("followed", report.isFollowed())
                .put("standing", view.standing().word()).put("role", view.role()).put("reason", view.reason())
                .put("lookedAtMs", report.lookedAtMs());
        }
    }

    private static void addSnapshot(ObjectNode root, SnapshotReport report, LockReport lock) {
        if (report == null) {
            root.putNull("snapshot");
            return;
        }
        SnapshotProgress progress = report.progress();
        ObjectNode snapshot = root.putObject("snapshot").put("tablesDone", progress.tablesDone())
            .put("tablesTotal", progress.tablesTotal()).put("rowsDone", progress.rowsDone())
            .put("rowsEstimated", progress.rowsEstimated()).put("bytesDone", progress.bytesDone())
            .put("bytesEstimated", progress.bytesEstimated());
        addPace(snapshot, report.pace());
        if (lock == null) {
            snapshot.putNull("lock");
        } else {
            snapshot.putObject("lock").put("mode", lock.mode().name()).put("statement", lock.statement())
                .put("blockedMs", lock.blocked().toMillis()).put("tries", lock.tryCount())
                .put("connections", lock.viewCount());
        }
        ArrayNode tables = snapshot.putArray("tables");
        // Those at work first, then those to come: what is of interest while there are more than are listed.
        for (State state : List.of(State.READING, State.PENDING, State.DONE)) {
            for (int i = 0; i < progress.tables().size() && tables.size() < MOST_TABLES; i++) {
                TableProgress table = progress.tables().get(i);
                if (table.state() == state) {
                    addTable(tables.addObject(), table, report.tablePaces().get(i));
                }
            }
        }
    }

    private static void addTable(ObjectNode node, TableProgress table, Pace pace) {
        node.put("table", table.name()).put("state", table.state().name()).put("rowsDone", table.rowsDone())
            .put("rowsEstimated", table.rowsEstimated()).put("bytesDone", table.bytesDone())
            .put("bytesEstimated", table.bytesEstimated());
        addPace(node, pace);
    }

    private static void addPace(ObjectNode node, Pace pace) {
        node.put("rowsPerSecond", pace.rowsPerSecond()).put("bytesPerSecond", pace.bytesPerSecond());
        if (pace.secondsLeft() == Pace.UNKNOWN) {
            node.putNull("secondsLeft");
        } else {
            node.put("secondsLeft", pace.secondsLeft());
        }
    }

    private static void addPublish(ObjectNode node, PublishStatus publish) {
        node.put("refused", publish.isRefused()).put("lastOutcome", publish.lastOutcome())
            .put("failedAttempts", publish.failedAttemptCount()).put("nextAttemptMs", publish.nextAttemptMs())
            .put("queuedBatches", publish.queuedBatchCount())
            .put("acknowledgedBatches", publish.acknowledgedBatches())
            .put("acknowledgedEvents", publish.acknowledgedEvents()).put("sentBytes", publish.sentBytes())
            .put("retries", publish.retries()).put("lastAcknowledgedMs", publish.lastAcknowledgedMs());
    }

    private static void addDeadLetters(ObjectNode node, DeadLetterStatus letters) {
        node.put("count", letters.count()).put("bytes", letters.bytes()).put("maxBytes", letters.maxBytes())
            .put("since", letters.since() == null ? null : letters.since().toString())
            .put("added", letters.addedCount()).put("nearlyFull", letters.isNearlyFull());
    }

    private static void addPosition(ObjectNode positions, String name, Checkpoint position) {
        if (position == null) {
            positions.putNull(name);
            return;
        }
        positions.putObject(name).put("file", position.file()).put("offset", position.offset())
            .put("gtids", position.gtids()).put("serverUuid", position.serverUuid());
    }
}
