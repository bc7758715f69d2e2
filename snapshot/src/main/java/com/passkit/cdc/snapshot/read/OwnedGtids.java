package com.passkit.cdc.snapshot.read;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.passkit.cdc.protocol.client.MySqlConnection;

/**
 * Waits until what is committed in the engine is among the executed GTIDs too. A transaction's locks of the engine,
 * which is what LOCK TABLES waits for in 5.6 and for a cascade of a foreign key, end a moment before its GTID goes
 * from owned to executed: a position read in between would have it delivered twice.
 */
final class OwnedGtids {

    private static final Pattern OWNED = Pattern.compile("\\d+#\\d+");
    private static final int MAX_LOOKS = 200;
    private static final long LOOK_EVERY_MS = 2;

    private final MySqlConnection connection;

    OwnedGtids(MySqlConnection connection) {
        this.connection = connection;
    }

    /**
     * @return completes when none of those owned now is owned any more. An applier of a replica owns its GTID from the
     *         beginning of a transaction; what takes longer than the moment meant here has not committed yet
     */
    CompletableFuture<Void> settled() {
        return read().thenCompose(owned -> awaitEnd(owned, MAX_LOOKS));
    }

    private CompletableFuture<Void> awaitEnd(Set<String> awaited, int looksLeft) {
        if (awaited.isEmpty() || looksLeft == 0) {
            return CompletableFuture.completedFuture(null);
        }
        Executor later = CompletableFuture.delayedExecutor(
            LOOK_EVERY_MS, TimeUnit.MILLISECONDS, connection.eventLoop());
        return CompletableFuture.supplyAsync(this::read, later).thenCompose(reading -> reading).thenCompose(owned -> {
            awaited.retainAll(owned);
            return awaitEnd(awaited, looksLeft - 1);
        });
    }

    private CompletableFuture<Set<String>> read() {
        return connection.fetch("SELECT @@GLOBAL.gtid_owned").thenApply(rows -> {
            Set<String> owned = new HashSet<>();
            Matcher matcher = OWNED.matcher(rows.get(0).get(0));
            while (matcher.find()) {
                owned.add(matcher.group());
            }
            return owned;
        });
    }
}
