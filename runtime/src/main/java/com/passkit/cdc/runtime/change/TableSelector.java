package com.passkit.cdc.runtime.change;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Decides for each table whether it is captured and which key its events carry: the configured one, else its own,
 * else the one
 * recorded for it (FULL metadata names primary keys only). The answer is kept for each descriptor instance.
 * <p>
 * Threading: source event loop only.
 */
public final class TableSelector {

    /** Descriptors kept before the memory is cleared; they are rebuilt at need. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final TableDescriptor NOT_CAPTURED = TableDescriptor.of("", "", List.of());

    private static final List<String> SEQUENCE_COLUMNS = List.of("next_not_cached_value", "minimum_value",
        "maximum_value", "start_value", "increment", "cache_size", "cycle_option", "cycle_count");

    private final TableFilter filter;
    private final Map<String, List<String>> configuredKeys;
    private final KnownDefinitions definitions;
    private final IdentityHashMap<TableDescriptor, TableDescriptor> remembered = new IdentityHashMap<>();

    /**
     * @param filter         which tables are captured
     * @param configuredKeys names of key columns by {@code db.table}
     * @param definitions    recorded definitions
     */
    public TableSelector(TableFilter filter, Map<String, List<String>> configuredKeys, KnownDefinitions definitions) {
        this.filter = filter;
        this.configuredKeys = Map.copyOf(configuredKeys);
        this.definitions = definitions;
    }

    /**
     * @return the descriptor to deliver, the same instance for the same argument; null when the table is not captured
     */
    public TableDescriptor select(TableDescriptor table) {
        TableDescriptor known = remembered.get(table);
        if (known == null) {
            if (remembered.size() >= MAX_REMEMBERED) {
                remembered.clear();
            }
            known = filter.includes(table.database(), table.name()) && !isSequence(table)
                ? withDeliveredKey(table) : NOT_CAPTURED;
            remembered.put(table, known);
        }
        return known == NOT_CAPTURED ? null : known;
    }

    /** Definitions have changed: keys may be others. */
    void forget() {
        remembered.clear();
    }

    boolean includes(TableName name) {
        return filter.includes(name.database(), name.table());
    }

    /** MariaDB logs each change of a sequence as a row of these columns. */
    private static boolean isSequence(TableDescriptor table) {
        return table.columnCount() == SEQUENCE_COLUMNS.size() && table.keyColumnCount() == 0
            && table.columns().stream().map(ColumnDescriptor::name).toList().equals(SEQUENCE_COLUMNS);
    }

    private TableDescriptor withDeliveredKey(TableDescriptor table) {
        List<String> configured = configuredKeys.get(table.toString());
        if (configured != null) {
            return table.withKey(indexesOf(configured, table));
        }
        if (table.keyColumnCount() > 0) {
            return table;
        }
        TableDescriptor recorded = definitions.recorded(table.database(), table.name());
        return recorded == null ? table : withRecordedKey(table, recorded);
    }

    private static TableDescriptor withRecordedKey(TableDescriptor table, TableDescriptor recorded) {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < recorded.keyColumnCount(); n++) {
            names.add(recorded.column(recorded.keyColumn(n)).name());
        }
        boolean hasAll = names.stream().allMatch(name -> indexOf(name, table) >= 0);
        return hasAll ? table.withKey(indexesOf(names, table)) : table;
    }

    private static int[] indexesOf(List<String> names, TableDescriptor table) {
        int[] indexes = new int[names.size()];
        for (int n = 0; n < indexes.length; n++) {
            indexes[n] = indexOf(names.get(n), table);
            if (indexes[n] < 0) {
                throw new MySqlException(Recovery.STOP, "tables.keys." + table + ": " + names.get(n)
                    + " (expected: one of its columns "
                    + table.columns().stream().map(ColumnDescriptor::name).toList() + ')');
            }
        }
        return indexes;
    }

    private static int indexOf(String column, TableDescriptor table) {
        for (int i = 0; i < table.columnCount(); i++) {
            if (table.column(i).name().equalsIgnoreCase(column)) {
                return i;
            }
        }
        return -1;
    }
}
