package com.passkit.cdc.snapshot.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.SqlText;

/**
 * The tables to read, in order, so that the last one is known to have rows. Only there does a reader have to hold a
 * row back to know which one is the very last; all others hand their rows on as they come.
 * <p>
 * Tables of engines without transactions come first: they are read as they are, so the earlier the better.
 */
public final class ReadPlan {

    private final List<TableDescriptor> tables;
    private final int emptyCount;

    private ReadPlan(List<TableDescriptor> tables, int emptyCount) {
        this.tables = List.copyOf(tables);
        this.emptyCount = emptyCount;
    }

    /** @return the plan; looks from the end for a table with a row, inside the connection's transaction */
    public static CompletableFuture<ReadPlan> of(MySqlConnection connection, List<CatalogTable> catalogTables) {
        List<TableDescriptor> ordered = new ArrayList<>(catalogTables.stream()
            .sorted(Comparator.comparing(CatalogTable::isTransactional)).map(CatalogTable::descriptor).toList());
        CompletableFuture<ReadPlan> result = new CompletableFuture<>();
        dropEmptyTail(connection, ordered, catalogTables.size(), result);
        return result;
    }

    /** @return tables to read, in order */
    public List<TableDescriptor> tables() {
        return tables;
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

    private static void dropEmptyTail(
        MySqlConnection connection, List<TableDescriptor> ordered, int total, CompletableFuture<ReadPlan> result) {
        if (ordered.isEmpty()) {
            result.complete(new ReadPlan(ordered, total));
            return;
        }
        TableDescriptor last = ordered.get(ordered.size() - 1);
        connection.fetch("SELECT 1 FROM " + SqlText.name(last.database(), last.name()) + " LIMIT 1")
            .whenComplete((rows, error) -> {
                if (error != null) {
                    result.completeExceptionally(TableFailure.of(last, error));
                } else if (rows.isEmpty()) {
                    ordered.remove(ordered.size() - 1);
                    dropEmptyTail(connection, ordered, total, result);
                } else {
                    result.complete(new ReadPlan(ordered, total - ordered.size()));
                }
            });
    }
}
