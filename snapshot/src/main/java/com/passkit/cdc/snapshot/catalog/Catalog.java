package com.passkit.cdc.snapshot.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Reads table definitions from information_schema, with a few queries for any number of tables.
 * <p>
 * The session's {@code sql_mode} is emptied first and stays so; generated primary keys are made visible to it.
 * Threading: one call at a time.
 */
public final class Catalog {

    /** Tables whose columns are asked for at once; 5.7 opens a file for each table of the schemas in question. */
    private static final int TABLES_PER_QUERY = 1000;

    private static final String TABLES_SQL = """
        SELECT t.TABLE_SCHEMA, t.TABLE_NAME, t.ENGINE, t.TABLE_ROWS, e.TRANSACTIONS, t.TABLE_TYPE,
        t.DATA_LENGTH, t.TABLE_COLLATION
        FROM information_schema.TABLES t LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
        WHERE t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
        AND t.TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')""";

    private static final String DATABASES_SQL = """
        SELECT SCHEMA_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA
        WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')""";

    private final MySqlConnection connection;

    /** @param connection borrowed */
    public Catalog(MySqlConnection connection) {
        this.connection = connection;
    }

    /**
     * @return definitions of the base tables that the filter includes and the user may read, sorted by name: columns
     *         in table order (invisible and generated ones too, exactly those that the binlog carries), key = primary
     *         key, else the first unique key without nullable columns
     */
    public CompletableFuture<List<TableDescriptor>> tables(TableFilter filter) {
        return describe(filter).thenApply(tables -> tables.stream().map(CatalogTable::descriptor).toList());
    }

    /** @return as {@link #tables}, with what else is known of each */
    public CompletableFuture<List<CatalogTable>> describe(TableFilter filter) {
        return list(filter).thenCompose(entries -> {
            if (entries.isEmpty()) {
                return CompletableFuture.completedFuture(List.of());
            }
            return ServerCharsets.readCollations(connection).thenCompose(collations -> read(entries, collations));
        });
    }

    /** @return the included tables without their columns, sorted by name */
    CompletableFuture<List<TableEntry>> list(TableFilter filter) {
        return list(filter::includes);
    }

    /** @return the base tables that this includes, by database and name, without their columns, sorted by name */
    CompletableFuture<List<TableEntry>> list(BiPredicate<String, String> includes) {
        return connection.execute(CatalogSession.statement(connection.server()))
            .thenCompose(done -> connection.fetch(TABLES_SQL))
            .thenApply(rows -> rows.stream().map(TableEntry::of)
                .filter(entry -> includes.test(entry.name().database(), entry.name().table()))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList());
    }

    /** @return the default collation of each database that may hold captured tables */
    public CompletableFuture<Map<String, Collation>> databases() {
        return ServerCharsets.readCollations(connection).thenCompose(collations ->
            connection.fetch(DATABASES_SQL).thenApply(rows -> {
                Map<String, Collation> databases = new LinkedHashMap<>();
                for (ResultRow row : rows) {
                    Collation collation = collations.get(row.get(1).toLowerCase(Locale.ROOT));
                    if (collation != null) {
                        databases.put(row.get(0), collation);
                    }
                }
                return databases;
            }));
    }

    private CompletableFuture<List<CatalogTable>> read(List<TableEntry> entries, Map<String, Collation> collations) {
        CompletableFuture<List<CatalogTable>> result = CompletableFuture.completedFuture(new ArrayList<>());
        for (List<TableEntry> group : groups(entries)) {
            DefinitionReader reader = new DefinitionReader(connection, group, collations);
            result = result.thenCompose(tables -> reader.read().thenApply(more -> {
                tables.addAll(more);
                return tables;
            }));
        }
        return result.thenApply(List::copyOf);
    }

    /** @return the entries in groups of whole schemas, each of some thousand tables at the most where schemas allow */
    private static List<List<TableEntry>> groups(List<TableEntry> entries) {
        List<List<TableEntry>> groups = new ArrayList<>();
        List<TableEntry> group = new ArrayList<>();
        String database = "";
        for (TableEntry entry : entries) {
            if (group.size() >= TABLES_PER_QUERY && !entry.name().database().equals(database)) {
                groups.add(group);
                group = new ArrayList<>();
            }
            database = entry.name().database();
            group.add(entry);
        }
        groups.add(group);
        return groups;
    }
}
