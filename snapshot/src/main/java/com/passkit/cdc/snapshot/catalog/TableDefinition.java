package com.passkit.cdc.snapshot.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** Collects what information_schema says of one table. */
final class TableDefinition {

    private static final Logger LOG = LoggerFactory.getLogger(TableDefinition.class);

    private final TableEntry entry;
    private final List<ColumnDefinition> columns = new ArrayList<>();
    private final Map<String, List<UniqueKey.Part>> keyParts = new LinkedHashMap<>();
    private List<UniqueKey> candidates;
    private int expressionCount;

    TableDefinition(TableEntry entry) {
        this.entry = entry;
    }

    TableName name() {
        return entry.name();
    }

    void addColumn(ColumnDefinition column) {
        columns.add(column);
    }

    /** Parts arrive in key order. */
    void addKeyPart(String key, boolean isUnique, UniqueKey.Part part) {
        expressionCount += part.column() == null ? 1 : 0;
        if (isUnique) {
            keyParts.computeIfAbsent(key, name -> new ArrayList<>()).add(part);
        }
    }

    boolean hasSeveralCandidates() {
        return candidates().size() > 1 && candidates().stream().noneMatch(UniqueKey::isPrimary);
    }

    void orderKeys(Comparator<UniqueKey> order) {
        candidates().sort(order);
    }

    CatalogTable build() {
        columns.sort(Comparator.comparingInt(ColumnDefinition::ordinal));
        verifyColumns();
        List<ColumnDescriptor> descriptors = columns.stream().map(ColumnDefinition::descriptor).toList();
        descriptors.forEach(this::warnOfUnreadableLabels);
        TableDescriptor table = TableDescriptor.of(name().database(), name().table(), descriptors)
            .withHiddenColumns(hiddenColumns());
        UniqueKey key = candidates().stream().filter(UniqueKey::isPrimary).findFirst()
            .orElseGet(() -> candidates().isEmpty() ? null : candidates().get(0));
        return new CatalogTable(key == null ? table : table.withKey(indexes(key)), entry.engine(),
            entry.isTransactional(), entry.rowsEstimated(), entry.bytesEstimated());
    }

    /** A column that the user may not see leaves a gap; so does the hidden column of a key on an expression. */
    private void verifyColumns() {
        if (columns.isEmpty() || expressionCount == 0 && columns.get(columns.size() - 1).ordinal() != columns.size()) {
            throw new MySqlException(Recovery.STOP, "table " + name() + ": " + columns.size()
                + " columns are visible (expected: all of them; GRANT SELECT ON " + name().quoted()
                + " to the user, for the whole table)");
        }
    }

    /** Each expression of a key has a column of its own: in a gap between the visible ones, or behind them all. */
    private int[] hiddenColumns() {
        int[] hidden = new int[expressionCount];
        int count = 0;
        int index = 0;
        for (ColumnDefinition column : columns) {
            for (; index < column.ordinal() - 1 && count < hidden.length; index++) {
                hidden[count++] = index;
            }
            index = column.ordinal();
        }
        for (; count < hidden.length; index++) {
            hidden[count++] = index;
        }
        return hidden;
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

    private List<UniqueKey> candidates() {
        if (candidates == null) {
            Map<String, ColumnDefinition> byName = new HashMap<>();
            columns.forEach(column -> byName.put(column.descriptor().name(), column));
            candidates = new ArrayList<>();
            keyParts.forEach((key, parts) -> {
                UniqueKey candidate = new UniqueKey(key, parts);
                if (candidate.isPrimary() || candidate.isUsable(byName)) {
                    candidates.add(candidate);
                }
            });
        }
        return candidates;
    }

    private int[] indexes(UniqueKey key) {
        int[] indexes = new int[key.parts().size()];
        for (int i = 0; i < indexes.length; i++) {
            String column = key.parts().get(i).column();
            for (int c = 0; c < columns.size(); c++) {
                if (columns.get(c).descriptor().name().equals(column)) {
                    indexes[i] = c;
                }
            }
        }
        return indexes;
    }
}
