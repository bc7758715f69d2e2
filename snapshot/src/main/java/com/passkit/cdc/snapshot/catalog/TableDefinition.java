package com.passkit.cdc.snapshot.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;

/** Collects what information_schema says of one table. */
final class TableDefinition {

    private static final Logger LOG = LoggerFactory.getLogger(TableDefinition.class);

    private final TableEntry entry;
    private final Collation collation;
    private final List<ColumnDefinition> columns = new ArrayList<>();
    private final Map<String, KeyModel.Kind> keyKinds = new LinkedHashMap<>();
    private final Map<String, List<KeyModel.Part>> keyParts = new HashMap<>();
    private final Map<String, Set<String>> directions = new HashMap<>();
    private Comparator<KeyModel> keyOrder = Comparator.comparing(key -> !key.isPrimary());

    /** @param collation the default of its columns; null where the server does not tell */
    TableDefinition(TableEntry entry, Collation collation) {
        this.entry = entry;
        this.collation = collation;
    }

    TableName name() {
        return entry.name();
    }

    void addColumn(ColumnDefinition column) {
        columns.add(column);
    }

    boolean hasColumns() {
        return !columns.isEmpty();
    }

    /** @throws MySqlException when the user sees none, though the table is there */
    void requireColumns() {
        if (!hasColumns()) {
            throw notVisible();
        }
    }

    /** Parts arrive in key order. @param direction A or D, as the index has it; null where it has no order */
    void addKeyPart(String key, KeyModel.Kind kind, KeyModel.Part part, String direction) {
        directions.computeIfAbsent(key, name -> new HashSet<>()).add(direction);
        keyKinds.put(key, kind);
        keyParts.computeIfAbsent(key, name -> new ArrayList<>()).add(part);
    }

    /** @return whether the order of its keys matters now, or may after a key was dropped */
    boolean needsKeyOrder() {
        return keyKinds.values().stream().filter(kind -> kind == KeyModel.Kind.UNIQUE).count() > 1;
    }

    void orderKeys(Comparator<KeyModel> order) {
        keyOrder = order;
    }

    CatalogTable build() {
        columns.sort(Comparator.comparingInt(ColumnDefinition::ordinal));
        List<KeyModel> keys = new ArrayList<>();
        keyKinds.forEach((key, kind) -> keys.add(new KeyModel(key, kind, keyParts.get(key))));
        keys.sort(keyOrder);
        int hiddenCount = keys.stream().mapToInt(KeyModel::expressionCount).sum();
        verifyColumns(hiddenCount);
        columns.forEach(column -> warnOfUnreadableLabels(column.descriptor()));
        TableModel model = new TableModel(name(), collation, withHidden(keys, hiddenCount), keys);
        return new CatalogTable(model, model.descriptor(), entry.engine(), entry.isTransactional(),
            entry.rowsEstimated(), entry.bytesEstimated(), keyIndex(model.identifyingKey()));
    }

    /** Whole values, all in one direction: else rows in the order of the key would have to be sorted. */
    private String keyIndex(KeyModel key) {
        boolean isOrdered = key != null && key.parts().stream().noneMatch(KeyModel.Part::isPrefix)
            && directions.get(key.name()).size() == 1 && !directions.get(key.name()).contains(null);
        return isOrdered ? key.name() : "";
    }

    /** A column that the user may not see leaves a gap; so does the hidden column of a key on an expression. */
    private void verifyColumns(int hiddenCount) {
        if (columns.isEmpty() || hiddenCount == 0 && columns.get(columns.size() - 1).ordinal() != columns.size()) {
            throw notVisible();
        }
    }

    private MySqlException notVisible() {
        return new MySqlException(Recovery.STOP, "table " + name() + ": " + columns.size()
            + " columns are visible (expected: all of them; GRANT SELECT ON " + name().quoted()
            + " to the user, for the whole table)");
    }

    /** Each expression of a key has a column of its own: in a gap between the visible ones, or behind them all. */
    private List<ColumnModel> withHidden(List<KeyModel> keys, int hiddenCount) {
        List<KeyModel> onExpressions = keys.stream().filter(key -> key.expressionCount() > 0).toList();
        // Which column is whose cannot be seen where there are several such keys.
        ColumnModel hidden = ColumnModel.hidden(onExpressions.size() == 1 ? onExpressions.get(0).name() : "");
        List<ColumnModel> all = new ArrayList<>(columns.size() + hiddenCount);
        for (ColumnDefinition column : columns) {
            while (all.size() < column.ordinal() - 1 && all.size() < columns.size() + hiddenCount) {
                all.add(hidden);
            }
            all.add(ColumnModel.of(column.descriptor(), column.isVirtual()));
        }
        while (all.size() < columns.size() + hiddenCount) {
            all.add(hidden);
        }
        return all;
    }

    /** information_schema is utf8mb3, so a label with a character beyond the basic plane shows a question mark. */
    private void warnOfUnreadableLabels(ColumnDescriptor column) {
        boolean isBeyond = switch (column.collation().charset()) {
            case "utf8mb4", "utf16", "utf16le", "utf32", "gb18030" -> true;
            default -> false;
        };
        if (isBeyond && column.labels().stream().anyMatch(label -> label.indexOf('?') >= 0)) {
            LOG.warn("column {}.{}: a label with '?' may stand for characters that information_schema cannot show; "
                + "with binlog_row_metadata=FULL (8.0) the binary log carries the labels", name(), column.name());
        }
    }
}
