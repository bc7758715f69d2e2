package com.passkit.cdc.snapshot.read;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.snapshot.catalog.Catalog;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.LockReport;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Transactions that see the server exactly as it was at a position of its binary log, and the definitions of the
 * tables at that position. The catalogue of a large server takes seconds to read, so it is read before the lock and
 * again behind it: what is the same both times was so at the position in between, and else all begins again.
 *
 * @param state  where the binary log stands
 * @param tables the included tables, sorted by name
 * @param lock   what it took
 */
public record ConsistentView(ServerState state, List<CatalogTable> tables, LockReport lock) {

    private static final Logger LOG = LoggerFactory.getLogger(ConsistentView.class);

    private static final int MAX_TRIES = 5;

    /**
     * Opens the view. The transactions stay open until {@link ViewSessions#commitAll()}.
     *
     * @param sessions        borrowed
     * @param filter          which tables
     * @param mode            what keeps them still
     * @param readerCount     connections that are to share the view
     * @param lockWaitTimeout how long to wait for the lock
     */
    public static CompletableFuture<ConsistentView> open(ViewSessions sessions, TableFilter filter, LockMode mode,
        int readerCount, Duration lockWaitTimeout) {
        ViewOpener opener = new ViewOpener(sessions, mode, lockWaitTimeout);
        return sessions.open(readerCount)
            .thenCompose(done -> catalog(sessions.first(), filter))
            .thenCompose(tables -> open(sessions, filter, opener, tables, 1))
            .thenCompose(view -> sessions.unlocked().thenApply(done -> view));
    }

    private static CompletableFuture<ConsistentView> open(
        ViewSessions sessions, TableFilter filter, ViewOpener opener, List<CatalogTable> before, int tryCount) {
        List<TableName> names = before.stream().map(CatalogTable::name).toList();
        return opener.open(names).thenCompose(view -> catalog(sessions.first(), filter).thenCompose(after -> {
            if (!models(before).equals(models(after))) {
                return again(sessions, filter, opener, after, tryCount);
            }
            LockReport report = new LockReport(view.mode(), view.name(), view.blocked(),
                tryCount - 1 + view.tryCount(), sessions.readers().size());
            LOG.info("snapshot: view open{}, writes were blocked for {} ms", view.name().isEmpty() ? " without a lock"
                : " by " + view.name(), view.blocked().toMillis());
            return CompletableFuture.completedFuture(new ConsistentView(view.state(), after, report));
        }));
    }

    private static List<TableModel> models(List<CatalogTable> tables) {
        return tables.stream().map(CatalogTable::model).toList();
    }

    private static CompletableFuture<ConsistentView> again(
        ViewSessions sessions, TableFilter filter, ViewOpener opener, List<CatalogTable> tables, int tryCount) {
        return sessions.rollbackAll().thenCompose(done -> {
            if (tryCount == MAX_TRIES) {
                throw new MySqlException(Recovery.RESNAPSHOT, "snapshot: tables were created, dropped or altered"
                    + " between lock and catalogue, " + MAX_TRIES + " times (expected: no DDL for a moment)");
            }
            LOG.info("snapshot: definitions changed while the view was opened; beginning again");
            return open(sessions, filter, opener, tables, tryCount + 1);
        });
    }

    private static CompletableFuture<List<CatalogTable>> catalog(MySqlConnection connection, TableFilter filter) {
        return new Catalog(connection).describe(filter);
    }
}
