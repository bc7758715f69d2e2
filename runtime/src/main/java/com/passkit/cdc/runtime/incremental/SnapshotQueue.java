package com.passkit.cdc.runtime.incremental;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.incremental.KeyedTable;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;
import com.passkit.cdc.snapshot.progress.SnapshotTracker;
import com.passkit.cdc.snapshot.progress.TableTracker;

/**
 * Tables that are to be read beside the stream, in order, and how far they are. What is durable is what was accepted by
 * the receiver: a piece that was not is read again by the next process.
 * <p>
 * Threading: source event loop only, but for {@link #progress()}, {@link #save(QueueState)} and {@link #close()}.
 */
public final class SnapshotQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotQueue.class);
    private static final long CLOSE_LIMIT_SECONDS = 10;

    private final QueueStore store;
    private final Consumer<Throwable> onFailure;
    private final Deque<QueuedRequest> requests = new ArrayDeque<>();
    private final Map<TableName, TableTracker> trackers = new HashMap<>();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "cdc-snapshot-progress");
        thread.setDaemon(true);
        return thread;
    });
    private Set<TableName> known;

    // written by the source event loop, read by any thread
    private volatile SnapshotTracker tracker;

    /**
     * @param store     where progress is kept; null to keep none
     * @param onFailure told when it cannot be kept
     */
    public SnapshotQueue(QueueStore store, Consumer<Throwable> onFailure) {
        this.store = store;
        this.onFailure = onFailure;
    }

    /** Takes over what an earlier process left. */
    public void restore(QueueState state) {
        requests.clear();
        requests.addAll(state.requests());
        known = state.known() == null ? null : new HashSet<>(state.known());
        track();
    }

    /** Everything before is forgotten; these are all tables that are captured now. */
    public void restart(Collection<TableName> captured) {
        requests.clear();
        known = new HashSet<>(captured);
    }

    /** These tables are known from before. */
    public void knowAll(Collection<TableName> tables) {
        known = new HashSet<>(tables);
    }

    /** Appends tables. @param reason why they are read, in words */
    public void add(String reason, List<QueuedTable> tables) {
        boolean wasEmpty = requests.isEmpty();
        requests.add(QueuedRequest.of(reason, tables));
        tables.forEach(table -> know(table.name()));
        if (wasEmpty) {
            track();
        } else {
            tables.forEach(this::tracker);
        }
    }

    /** Keeps only tables that are still captured. @return those that are not any more */
    public List<TableName> retain(Set<TableName> captured) {
        List<TableName> dropped = new ArrayList<>();
        List<QueuedRequest> kept = new ArrayList<>();
        for (QueuedRequest request : requests) {
            List<QueuedTable> left = new ArrayList<>();
            for (QueuedTable table : request.tables()) {
                if (captured.contains(table.name())) {
                    left.add(table);
                } else {
                    dropped.add(table.name());
                }
            }
            if (!left.isEmpty()) {
                kept.add(request.only(left));
            }
        }
        requests.clear();
        requests.addAll(kept);
        if (known != null) {
            known.retainAll(captured);
        }
        track();
        return dropped;
    }

    /** @return tables whose rows were all delivered or are queued; null before that is known */
    public Set<TableName> known() {
        return known == null ? null : Set.copyOf(known);
    }

    /** The stream has, or will have, all rows of this table. @return whether that is new */
    public boolean know(TableName table) {
        return known != null && known.add(table);
    }

    /** @return whether nothing is left to read */
    public boolean isEmpty() {
        return requests.isEmpty();
    }

    /** @return the request at hand; null when nothing is left */
    QueuedRequest current() {
        return requests.peek();
    }

    /** @return number of tables that are not read to their end */
    int tablesLeft() {
        return requests.stream().mapToInt(request -> request.tables().size()).sum();
    }

    /** @return whether the table at hand is the last of its request */
    boolean isLastTable() {
        return requests.element().tables().size() == 1;
    }

    /** A piece of the table at hand was handed over. */
    void onChunk(KeyedTable table, List<String> after, long rows, long bytes) {
        replace(requests.element().behind(table.fingerprint(), after, rows, bytes));
    }

    /** The table at hand begins anew. */
    void onAnew() {
        QueuedRequest request = requests.element();
        TableTracker counts = tracker();
        counts.onRows(-request.rows(), -request.bytes());
        replace(request.anew());
    }

    /** @return the request, when its last table was read to the end by this; else null */
    QueuedRequest onTableEnd() {
        tracker().onEnd();
        trackers.remove(requests.element().tables().get(0).name());
        QueuedRequest request = requests.element().nextTable();
        if (!request.tables().isEmpty()) {
            replace(request);
            return null;
        }
        requests.remove();
        return request;
    }

    /** @return counts what is read of the table at hand */
    TableTracker tracker() {
        return tracker(requests.element().tables().get(0));
    }

    private TableTracker tracker(QueuedTable table) {
        return tracker(table, tracker);
    }

    private TableTracker tracker(QueuedTable table, SnapshotTracker counts) {
        return trackers.computeIfAbsent(table.name(), name -> counts.add(
            TableDescriptor.of(name.database(), name.table(), List.of()), table.rowsEstimated(),
            table.bytesEstimated()));
    }

    private void replace(QueuedRequest request) {
        requests.remove();
        requests.addFirst(request);
    }

    /** Counts anew: what is queued now, and what of it is done. */
    private void track() {
        if (requests.isEmpty()) {
            return;
        }
        trackers.clear();
        SnapshotTracker counts = new SnapshotTracker();
        requests.forEach(request -> request.tables().forEach(table -> tracker(table, counts)));
        QueuedRequest first = requests.element();
        if (first.rows() > 0) {
            tracker().onStart();
            tracker().onRows(first.rows(), first.bytes());
        }
        // Shown when it is whole.
        tracker = counts;
    }

    /** @return how far they are; null where there are none and were none. Threading: any thread */
    public SnapshotProgress progress() {
        SnapshotTracker counts = tracker;
        return counts == null ? null : counts.progress();
    }

    /** @return what has to be durable of this moment */
    public QueueState state() {
        return new QueueState(List.copyOf(requests), known);
    }

    /** Makes it durable. @return completes on a thread of its own when it is. Threading: any thread */
    public CompletableFuture<Void> save(QueueState state) {
        CompletableFuture<Void> saved = new CompletableFuture<>();
        if (store == null) {
            saved.complete(null);
            return saved;
        }
        try {
            writer.execute(() -> {
                try {
                    store.save(state);
                    saved.complete(null);
                } catch (RuntimeException e) {
                    saved.completeExceptionally(e);
                    onFailure.accept(e);
                }
            });
        } catch (RejectedExecutionException e) {
            saved.completeExceptionally(e);
        }
        return saved;
    }

    /** Blocking: yes, until what was handed over is durable: the directory may be another run's from then on. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("snapshot progress: not written within {} s; what it tells is read again",
                    CLOSE_LIMIT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
