package com.passkit.cdc.runtime.change;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.rules.RowCondition;
import com.passkit.cdc.runtime.rules.TableRules;
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

    private static final CapturedTable NOT_CAPTURED = new CapturedTable(null, null, null);

    private static final List<String> SEQUENCE_COLUMNS = List.of("next_not_cached_value", "minimum_value",
        "maximum_value", "start_value", "increment", "cache_size", "cycle_option", "cycle_count");

    private final TableFilter filter;
    private final TableRules rules;
    private final KnownDefinitions definitions;
    private final IdentityHashMap<TableDescriptor, CapturedTable> remembered = new IdentityHashMap<>();

    /**
     * @param filter      which tables are captured
     * @param rules       with which key, and which of their rows
     * @param definitions recorded definitions
     */
    public TableSelector(TableFilter filter, TableRules rules, KnownDefinitions definitions) {
        this.filter = filter;
        this.rules = rules;
        this.definitions = definitions;
    }

    /**
     * @return the descriptor to deliver, the same instance for the same argument; null when the table is not captured
     */
    public TableDescriptor select(TableDescriptor table) {
        return find(table).table();
    }

    /** @return what holds for a table, the same instance for the same argument; without a descriptor: not captured */
    CapturedTable find(TableDescriptor table) {
        CapturedTable known = remembered.get(table);
        if (known == null) {
            if (remembered.size() >= MAX_REMEMBERED) {
                remembered.clear();
            }
            known = filter.includes(table.database(), table.name()) && !isSequence(table)
                ? captured(table) : NOT_CAPTURED;
            remembered.put(table, known);
        }
        return known;
    }

    /** What does not fit is told by the first row: a table of which none comes stops nothing. */
    private CapturedTable captured(TableDescriptor table) {
        try {
            TableDescriptor delivered = withDeliveredKey(table);
            List<String> problems = rules.columns().problems(delivered);
            return problems.isEmpty() ? new CapturedTable(delivered, rules.rows().of(delivered), null)
                : new CapturedTable(delivered, null, new MySqlException(Recovery.STOP, problems.get(0)));
        } catch (MySqlException e) {
            return new CapturedTable(table, null, e);
        }
    }

    /** @return whether rows of any table may be left out */
    boolean filtersRows() {
        return !rules.rows().isEmpty();
    }

    /** @return whether the values of a table may be shown in what is said of it */
    boolean showsValues(TableDescriptor table) {
        return !rules.columns().isAbout(table.database(), table.name());
    }

    /** @return whether values of columns are hidden, and so must not show in what is said of a statement either */
    boolean hidesValues() {
        return !rules.columns().isEmpty();
    }

    /**
     * A table as it is delivered.
     *
     * @param table     with the key to deliver; null where it is not captured
     * @param condition of its rows; null where all of them are delivered
     * @param problem   why no row of it can be delivered; null where they can
     */
    record CapturedTable(TableDescriptor table, RowCondition condition, MySqlException problem) {

        /** @return whether this image of a row is delivered. @param other the other image of the change, or null */
        boolean accepts(RowView row, RowView other) {
            return condition == null || condition.accepts(row, other);
        }

        /** @throws MySqlException where no row can be delivered */
        void requireDeliverable() {
            if (problem != null) {
                throw problem;
            }
        }
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
        if (rules.hasConfiguredKey(table)) {
            try {
                return rules.withConfiguredKey(table);
            } catch (IllegalArgumentException e) {
                throw new MySqlException(Recovery.STOP, e.getMessage(), e);
            }
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
