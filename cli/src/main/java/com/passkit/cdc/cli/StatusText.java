package com.passkit.cdc.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.passkit.cdc.cli.admin.Pace;
import com.passkit.cdc.cli.admin.SnapshotText;

/** The answer of the admin endpoint for people. */
final class StatusText {

    private static final double MIB = 1 << 20;

    private StatusText() {
    }

    static String lines(JsonNode status) {
        List<String> lines = new ArrayList<>();
        JsonNode source = status.path("source");
        JsonNode publish = status.path("publish");
        lines.add(line("connector", status.path("connector").asText() + ", up "
            + Duration.ofSeconds(status.path("uptimeMs").asLong() / 1000).toString().substring(2)
            .toLowerCase(Locale.ROOT)));
        lines.add(line("state", status.path("state").asText() + because(source.path("cause").asText())));
        lines.add(line("source", source.path("host").asText() + ' ' + source.path("serverVersion").asText() + ", "
            + source.path("reconnects").asLong() + " reconnects"));
        JsonNode outage = source.path("outage");
        if (outage.isObject()) {
            long nextTryAtMs = source.path("nextTryAtMs").asLong();
            lines.add(line("lost", outage.path("cause").asText() + " since "
                + Instant.ofEpochMilli(outage.path("sinceMs").asLong()).truncatedTo(ChronoUnit.SECONDS) + ", "
                + outage.path("attempts").asLong() + " attempts failed" + (nextTryAtMs == 0 ? "" : ", next try at "
                + Instant.ofEpochMilli(nextTryAtMs).truncatedTo(ChronoUnit.SECONDS))));
        }
        if (source.path("hosts").size() > 1) {
            source.path("hosts").forEach(host -> lines.add(line("host", host(host))));
        }
        JsonNode snapshot = status.path("snapshot");
        if (snapshot.isObject()) {
            lines.add(line("snapshot", String.format(Locale.ROOT, "%d of %d tables, %s",
                snapshot.path("tablesDone").asLong(), snapshot.path("tablesTotal").asLong(), progress(snapshot))));
            JsonNode lock = snapshot.path("lock");
            if (lock.isObject()) {
                String statement = lock.path("statement").asText();
                lines.add(line("lock", (statement.isEmpty() ? "none" : statement) + ", writes were blocked for "
                    + lock.path("blockedMs").asLong() + " ms, " + lock.path("connections").asLong() + " connections"));
            }
            for (JsonNode table : snapshot.path("tables")) {
                if ("READING".equals(table.path("state").asText())) {
                    lines.add(line("", table.path("table").asText() + ": " + progress(table)));
                }
            }
        }
        lines.add(line("lag", status.path("lagMs").asLong() + " ms"));
        if (status.path("heldXa").asInt() > 0) {
            lines.add(line("held", status.path("heldXa").asInt() + " XA transactions, prepared and not decided"));
        }
        lines.add(line("rate", String.format(Locale.ROOT, "%.0f events/s, %.2f MiB/s",
            status.path("rates").path("eventsPerSecond").asDouble(),
            status.path("rates").path("bytesPerSecond").asDouble() / MIB)));
        lines.add(line("delivered", publish.path("acknowledgedEvents").asLong() + " events in "
            + publish.path("acknowledgedBatches").asLong() + " batches, " + publish.path("retries").asLong()
            + " retries, " + publish.path("queuedBatches").asLong() + " waiting"));
        lines.add(line("endpoint", publish.path("refused").asBoolean() ? "REFUSED: " + publish.path("lastOutcome")
            .asText() : publish.path("lastOutcome").asText("no answer yet")));
        JsonNode letters = status.path("deadLetters");
        if (letters.path("count").asLong() > 0) {
            lines.add(line("dead letters", letters.path("count").asLong() + ", "
                + SnapshotText.size(letters.path("bytes").asLong()) + " of "
                + SnapshotText.size(letters.path("maxBytes").asLong()) + ", since " + letters.path("since").asText()
                + (letters.path("nearlyFull").asBoolean() ? ": NEARLY FULL" : "")));
        }
        for (String name : List.of("received", "published", "checkpointed")) {
            lines.add(line(name, position(status.path("positions").path(name))));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String host(JsonNode host) {
        String role = host.path("role").asText();
        return host.path("host").asText() + ' '
            + (host.path("followed").asBoolean() ? "followed" : host.path("standing").asText())
            + (role.isEmpty() ? "" : ", " + role) + ": " + host.path("reason").asText() + " (at "
            + Instant.ofEpochMilli(host.path("lookedAtMs").asLong()).truncatedTo(ChronoUnit.SECONDS) + ')';
    }

    /** @return how far, and how fast unless it is at its end */
    private static String progress(JsonNode node) {
        long bytesDone = node.path("bytesDone").asLong();
        long bytesEstimated = node.path("bytesEstimated").asLong();
        boolean isDone = node.path("rowsDone").asLong() >= node.path("rowsEstimated").asLong();
        return String.format(Locale.ROOT, "%d of about %d rows, %s of about %s (%d %%)%s",
            node.path("rowsDone").asLong(), node.path("rowsEstimated").asLong(), SnapshotText.size(bytesDone),
            SnapshotText.size(bytesEstimated), SnapshotText.percent(bytesDone, bytesEstimated),
            isDone ? "" : ", " + SnapshotText.pace(new Pace(node.path("rowsPerSecond").asDouble(),
                node.path("bytesPerSecond").asDouble(), node.path("secondsLeft").asLong(Pace.UNKNOWN))));
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "%-13s %s", name, value);
    }

    private static String because(String cause) {
        return cause.isEmpty() ? "" : " (" + cause + ')';
    }

    private static String position(JsonNode position) {
        if (!position.isObject()) {
            return "none yet";
        }
        String gtids = position.path("gtids").asText("");
        return position.path("file").asText() + ':' + position.path("offset").asLong()
            + (gtids.isEmpty() || position.path("gtids").isNull() ? "" : ", gtids " + gtids);
    }
}
