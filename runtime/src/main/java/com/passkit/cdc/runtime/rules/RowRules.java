package com.passkit.cdc.runtime.rules;

import java.util.LinkedHashMap;
import java.util.Map;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.TablePatternMap;

/** Which rows of which tables are delivered: {@code tables.rows}. Immutable. Threading: any thread. */
public final class RowRules {

    /** All rows. */
    public static final RowRules NONE = RowRules.of(Map.of());

    static final String PATH = "tables.rows";

    private final TablePatternMap<Condition> conditions;

    private RowRules(TablePatternMap<Condition> conditions) {
        this.conditions = conditions;
    }

    /**
     * @param texts conditions by table pattern, in the order of the file
     * @throws IllegalArgumentException naming the key and what is expected
     */
    public static RowRules of(Map<String, String> texts) {
        Map<String, Condition> parsed = new LinkedHashMap<>();
        texts.forEach((pattern, text) -> {
            try {
                parsed.put(pattern, ConditionParser.parse(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(PATH + '.' + pattern + ": " + e.getMessage(), e);
            }
        });
        return new RowRules(TablePatternMap.of(parsed));
    }

    public boolean isEmpty() {
        return conditions.isEmpty();
    }

    TablePatternMap<Condition> conditions() {
        return conditions;
    }

    /**
     * @return the condition of a table; null where all of its rows are delivered
     * @throws MySqlException STOP, in words, where it does not fit the table
     */
    public RowCondition of(TableDescriptor table) {
        TablePatternMap.Entry<Condition> found = conditions.find(table.database(), table.name());
        if (found == null) {
            return null;
        }
        String path = PATH + '.' + found.pattern();
        try {
            return new RowCondition(path, table, ConditionBinder.bind(found.value(), table));
        } catch (IllegalArgumentException e) {
            throw new MySqlException(Recovery.STOP, path + ": " + e.getMessage(), e);
        }
    }
}
