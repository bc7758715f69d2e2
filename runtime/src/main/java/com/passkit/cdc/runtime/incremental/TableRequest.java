package com.passkit.cdc.runtime.incremental;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.incremental.ChunkSource;

/** Queues the tables that somebody asks a running connector for. Threading: source event loop only. */
final class TableRequest {

    private static final Logger LOG = LoggerFactory.getLogger(TableRequest.class);

    private final SnapshotQueue queue;
    private final TableFilter captured;
    private final List<String> patterns;

    /**
     * @param captured what the connector captures
     * @param patterns what is asked for, as in {@code tables.include}
     */
    TableRequest(SnapshotQueue queue, TableFilter captured, List<String> patterns) {
        this.queue = queue;
        this.captured = captured;
        this.patterns = patterns;
    }

    /**
     * @param opened a session with the server of the stream; closed here
     * @return what was queued, durable; exceptionally with an {@link IllegalArgumentException} in words
     */
    CompletableFuture<RequestAnswer> queue(CompletableFuture<ChunkSource> opened) {
        return opened.thenCompose(session -> queue(session).whenComplete((queued, error) -> session.close()));
    }

    private CompletableFuture<RequestAnswer> queue(ChunkSource session) {
        TableFilter asked;
        try {
            asked = new TableFilter(patterns, List.of());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        return session.tables(asked).thenCompose(found -> {
            List<CatalogTable> included = found.stream().filter(table -> matches(captured, table)).toList();
            requireMatches(found, included);
            CompletableFuture<Void> readable = CompletableFuture.completedFuture(null);
            for (CatalogTable table : included) {
                readable = readable.thenCompose(done -> session.requireReadable(QueuedTable.of(table).name()));
            }
            return readable.thenCompose(done -> enqueue(included));
        });
    }

    private CompletableFuture<RequestAnswer> enqueue(List<CatalogTable> included) {
        int ahead = queue.tablesLeft();
        queue.add("asked for", included.stream().map(QueuedTable::of).toList());
        List<String> names = included.stream().map(table -> table.descriptor().toString()).toList();
        LOG.info("snapshot (asked for): {} queued, behind {} others", names, ahead);
        return queue.save(queue.state()).thenApply(done -> new RequestAnswer(names, ahead));
    }

    private void requireMatches(List<CatalogTable> found, List<CatalogTable> included) {
        for (String pattern : patterns) {
            TableFilter one = new TableFilter(List.of(pattern), List.of());
            if (names(one, found).isEmpty()) {
                throw new IllegalArgumentException("tables: '" + pattern
                    + "' (expected: a table that is there and that the user may read)");
            }
            if (names(one, included).isEmpty()) {
                throw new IllegalArgumentException("tables: '" + pattern + "' stands for " + names(one, found)
                    + " (expected: tables that the connector captures, tables.include and tables.exclude)");
            }
        }
    }

    private static Set<String> names(TableFilter filter, List<CatalogTable> tables) {
        Set<String> names = new TreeSet<>();
        tables.stream().filter(table -> matches(filter, table)).forEach(
            table -> names.add(table.descriptor().toString()));
        return names;
    }

    private static boolean matches(TableFilter filter, CatalogTable table) {
        return filter.includes(table.descriptor().database(), table.descriptor().name());
    }
}
