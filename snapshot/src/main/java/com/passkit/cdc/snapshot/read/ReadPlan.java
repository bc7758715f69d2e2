package com.passkit.cdc.snapshot.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.SqlText;

/**
 * The tables to read, in order, and where the very last row will come from: the last one of a table with a key, which
 * is then read by itself behind all others. Only where no table with a key has rows, a whole table is read last, and a
 * reader has to hold each row of it back to know which one is the last.
 * <p>
 * Tables of engines without transactions come first: they are read as they are, so the earlier the better.
 */
public final class ReadPlan {

    private final List<CatalogTable> tables;
    private final CatalogTable last;
    private final TableKey lastKey;
    private final int emptyCount;

    private ReadPlan(List<CatalogTable> tables, CatalogTable last, TableKey lastKey, int emptyCount) {
        this.tables = List.copyOf(tables);
        this.last = last;
        this.lastKey = lastKey;
        this.emptyCount = emptyCount;
    }

    /** @return the plan; looks from the end for a table with a row, inside the connection's transaction */
    public static CompletableFuture<ReadPlan> of(MySqlConnection connection, List<CatalogTable> catalogTables) {
        List<CatalogTable> ordered = new ArrayList<>(catalogTables.stream()
            .sorted(Comparator.comparing(CatalogTable::isTransactional)).toList());
        return new LastRowSearch(connection, ordered).find();
    }

    /** @return tables to read, in order */
    List<CatalogTable> tables() {
        return tables;
    }

    /** @return the one whose last row is the very last; null when no table has rows */
    CatalogTable last() {
        return last;
    }

    /** @return the key of the very last row; null when that is seen at last */
    TableKey lastKey() {
        return lastKey;
    }

    /** @return number of tables that are known to be empty and left out */
    public int emptyCount() {
        return emptyCount;
    }

    /** @return the SELECT of a whole table: every column by its name, since {@code *} leaves out invisible ones */
    public static String statement(TableDescriptor table) {
        StringBuilder sql = new StringBuilder("SELECT ");
        for (int i = 0; i < table.columnCount(); i++) {
            sql.append(i == 0 ? "" : ", ").append(SqlText.name(table.column(i).name()));
        }
        return sql.append(" FROM ").append(SqlText.name(table.database(), table.name())).toString();
    }

    /** Looks for the last row: among the tables with a key first, then among the others. */
    private static final class LastRowSearch {

        private final MySqlConnection connection;
        private final List<CatalogTable> ordered;
        private final int total;

        LastRowSearch(MySqlConnection connection, List<CatalogTable> ordered) {
            this.connection = connection;
            this.ordered = ordered;
            this.total = ordered.size();
        }

        CompletableFuture<ReadPlan> find() {
            Predicate<CatalogTable> isWalkable = table -> table.isTransactional() && KeyOrder.isGivenFor(table);
            return search(isWalkable, ordered.size() - 1)
                .thenCompose(plan -> plan != null ? CompletableFuture.completedFuture(plan)
                    : search(isWalkable.negate(), ordered.size() - 1))
                .thenApply(plan -> plan == null ? new ReadPlan(List.of(), null, null, total) : plan);
        }

        private CompletableFuture<ReadPlan> search(Predicate<CatalogTable> isWanted, int from) {
            int index = from;
            while (index >= 0 && !isWanted.test(ordered.get(index))) {
                index--;
            }
            if (index < 0) {
                return CompletableFuture.completedFuture(null);
            }
            CatalogTable table = ordered.get(index);
            boolean isKeyed = table.isTransactional() && KeyOrder.isGivenFor(table);
            TableDescriptor descriptor = table.descriptor();
            int next = index - 1;
            return connection.fetch(isKeyed ? new KeyOrder(table).lastKey()
                    : "SELECT 1 FROM " + SqlText.name(descriptor.database(), descriptor.name()) + " LIMIT 1")
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(TableFailure.of(descriptor, error)))
                .thenCompose(rows -> {
                    if (rows.isEmpty()) {
                        ordered.remove(table);
                        return search(isWanted, next);
                    }
                    return CompletableFuture.completedFuture(found(table, isKeyed ? rows.get(0) : null));
                });
        }

        private ReadPlan found(CatalogTable table, ResultRow key) {
            // The others may run beside it; with one connection the last one is read at the end.
            ordered.remove(table);
            ordered.add(table);
            return new ReadPlan(ordered, table, key == null ? null : new KeyOrder(table).key(key),
                total - ordered.size());
        }
    }
}
