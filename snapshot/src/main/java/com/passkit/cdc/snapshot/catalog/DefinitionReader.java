package com.passkit.cdc.snapshot.catalog;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.row.Collation;

/** Reads the columns and keys of a group of tables. Used once. */
final class DefinitionReader {

    private static final int ER_NO_SUCH_TABLE = 1146;
    private static final int DATABASE = 0;
    private static final int TABLE = 1;
    private static final int INDEX_NAME = 2;
    private static final int COLUMN_NAME = 3;
    private static final int PREFIX_LENGTH = 4;
    private static final int NON_UNIQUE = 5;
    private static final int INDEX_TYPE = 6;
    private static final int DIRECTION = 7;

    private final MySqlConnection connection;
    private final Map<String, Collation> collations;
    private final Map<TableName, TableDefinition> definitions = new LinkedHashMap<>();

    DefinitionReader(MySqlConnection connection, List<TableEntry> entries, Map<String, Collation> collations) {
        this.connection = connection;
        this.collations = collations;
        for (TableEntry entry : entries) {
            Collation collation = entry.collation() == null
                ? null : collations.get(entry.collation().toLowerCase(Locale.ROOT));
            definitions.put(entry.name(), new TableDefinition(entry, collation));
        }
    }

    CompletableFuture<List<CatalogTable>> read() {
        String where = where();
        return readColumns(where)
            .thenCompose(done -> lookAgain())
            .thenCompose(done -> connection.fetch("SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART,"
                + " NON_UNIQUE, INDEX_TYPE, COLLATION FROM information_schema.STATISTICS WHERE " + where
                + " ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX"))
            .thenAccept(this::addKeys)
            .thenCompose(done -> orderKeys())
            .thenApply(done -> definitions.values().stream().map(TableDefinition::build).toList());
    }

    /** 5.7 opens only what {@code = 'constant'} names, so one schema or table is worth its own form. */
    private String where() {
        Set<String> databases = new LinkedHashSet<>();
        definitions.keySet().forEach(name -> databases.add(name.database()));
        if (databases.size() > 1) {
            return "TABLE_SCHEMA IN (" + SqlText.literals(databases) + ')';
        }
        return definitions.size() > 1 ? "TABLE_SCHEMA = " + SqlText.literals(databases)
            : where(definitions.keySet().iterator().next());
    }

    private static String where(TableName name) {
        return "TABLE_SCHEMA = " + SqlText.literal(name.database()) + " AND TABLE_NAME = "
            + SqlText.literal(name.table());
    }

    private CompletableFuture<Void> readColumns(String where) {
        return connection.fetch("SELECT TABLE_SCHEMA, TABLE_NAME, " + ColumnDefinition.SELECT_LIST
            + " FROM information_schema.COLUMNS WHERE " + where).thenAccept(this::addColumns);
    }

    /** Since it was listed, a table may have been dropped, and perhaps made anew. */
    private CompletableFuture<Void> lookAgain() {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (TableDefinition definition : List.copyOf(definitions.values())) {
            if (!definition.hasColumns()) {
                done = done.thenCompose(previous -> lookAgain(definition));
            }
        }
        return done;
    }

    private CompletableFuture<Void> lookAgain(TableDefinition definition) {
        String where = where(definition.name());
        return readColumns(where)
            .thenCompose(done -> connection.fetch("SELECT TABLE_NAME FROM information_schema.TABLES WHERE " + where))
            .thenAccept(rows -> {
                if (rows.isEmpty()) {
                    definitions.remove(definition.name());
                } else {
                    definition.requireColumns();
                }
            });
    }

    private void addColumns(List<ResultRow> rows) {
        for (ResultRow row : rows) {
            TableName name = new TableName(row.get(DATABASE), row.get(TABLE));
            TableDefinition definition = definitions.get(name);
            if (definition != null) {
                definition.addColumn(ColumnDefinition.of(row, name, collations));
            }
        }
    }

    private void addKeys(List<ResultRow> rows) {
        for (ResultRow row : rows) {
            TableDefinition definition = definitions.get(new TableName(row.get(DATABASE), row.get(TABLE)));
            if (definition != null) {
                definition.addKeyPart(row.get(INDEX_NAME), kind(row), new KeyModel.Part(row.get(COLUMN_NAME),
                    row.get(PREFIX_LENGTH) == null ? 0 : Integer.parseInt(row.get(PREFIX_LENGTH))),
                    row.get(DIRECTION));
            }
        }
    }

    private static KeyModel.Kind kind(ResultRow row) {
        if (KeyModel.PRIMARY.equals(row.get(INDEX_NAME))) {
            return KeyModel.Kind.PRIMARY;
        }
        return switch (row.get(INDEX_TYPE)) {
            case "FULLTEXT" -> KeyModel.Kind.FULLTEXT;
            case "SPATIAL" -> KeyModel.Kind.SPATIAL;
            default -> "0".equals(row.get(NON_UNIQUE)) ? KeyModel.Kind.UNIQUE : KeyModel.Kind.PLAIN;
        };
    }

    /** The order of keys is seen only in SHOW INDEX; it matters where several are unique. */
    private CompletableFuture<Void> orderKeys() {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (TableDefinition definition : List.copyOf(definitions.values())) {
            if (definition.needsKeyOrder()) {
                done = done.thenCompose(previous -> orderKeys(definition));
            }
        }
        return done;
    }

    private CompletableFuture<Void> orderKeys(TableDefinition definition) {
        return connection.fetch("SHOW INDEX FROM " + definition.name().quoted())
            .thenAccept(rows -> definition.orderKeys(positions(rows)))
            .exceptionallyCompose(error -> {
                if (!Failures.isServerError(error, ER_NO_SUCH_TABLE)) {
                    return CompletableFuture.failedFuture(error);
                }
                definitions.remove(definition.name());
                return CompletableFuture.completedFuture(null);
            });
    }

    private static Comparator<KeyModel> positions(List<ResultRow> rows) {
        Map<String, Integer> positions = new HashMap<>();
        for (ResultRow row : rows) {
            positions.putIfAbsent(row.get("Key_name"), positions.size());
        }
        return Comparator.comparingInt(key -> positions.getOrDefault(key.name(), Integer.MAX_VALUE));
    }
}
