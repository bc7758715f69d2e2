package com.passkit.cdc.runtime.schema.ddl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableModel;

/** What the server makes of the keys of a table: names, prefixes, order. */
final class KeyRules {

    private static final String EXPRESSION_KEY = "functional_index";

    /** InnoDB's limit. Beyond it MariaDB keeps a hash of the values. */
    private static final int MAX_KEY_LENGTH = 3072;

    private final ColumnRules columnRules;
    private final boolean isMariaDb;

    KeyRules(ColumnRules columnRules, boolean isMariaDb) {
        this.columnRules = columnRules;
        this.isMariaDb = isMariaDb;
    }

    /** @return the key under a name that no key before it has */
    KeyModel named(KeySpec spec, List<KeyModel> before) {
        String name = spec.name();
        if (name == null) {
            String column = spec.parts().get(0).column();
            boolean isOnExpression = spec.parts().stream().anyMatch(part -> part.column() == null);
            name = free(isOnExpression ? EXPRESSION_KEY : column, before);
        }
        return new KeyModel(name, spec.kind(), spec.parts());
    }

    private static String free(String base, List<KeyModel> before) {
        String name = base;
        for (int n = 2; isTaken(name, before); n++) {
            name = base + '_' + n;
        }
        return name;
    }

    private static boolean isTaken(String name, List<KeyModel> keys) {
        return name.equalsIgnoreCase(KeyModel.PRIMARY)
            || keys.stream().anyMatch(key -> TableModel.isSameName(key.name(), name));
    }

    /** @return the part as it is on this column: a prefix as long as the values is none */
    KeyModel.Part on(ColumnModel column, int prefixLength) {
        ColumnType type = column.descriptor().type();
        int kept = switch (type) {
            case CHAR, VARCHAR, BINARY, VARBINARY ->
                prefixLength < columnRules.characters(column.descriptor()) ? prefixLength : 0;
            case TEXT, BLOB -> prefixLength;
            // Where none is written the server takes one, whose length depends on the kind of geometry.
            case GEOMETRY -> Math.max(1, prefixLength);
            default -> 0;
        };
        return new KeyModel.Part(column.name(), kept);
    }

    /**
     * sort_keys in sql_table.cc: which unique key comes first decides which one identifies a row.
     *
     * @param withNullable names of the keys that had a nullable column when the server came to them
     */
    List<KeyModel> sorted(List<KeyModel> keys, TableModel table, Set<String> withNullable) {
        List<KeyModel> sorted = new ArrayList<>(keys);
        sorted.sort(Comparator.comparing((KeyModel key) -> !key.isUnique())
            .thenComparing(key -> key.isUnique() && withNullable.contains(key.name()))
            .thenComparing(key -> isMariaDb && isHash(key, table))
            .thenComparing(key -> !key.isPrimary())
            .thenComparing(key -> key.isUnique() && key.parts().stream().anyMatch(KeyModel.Part::isPrefix))
            .thenComparing(key -> key.kind() == KeyModel.Kind.FULLTEXT));
        return sorted;
    }

    private static boolean isHash(KeyModel key, TableModel table) {
        int length = 0;
        for (KeyModel.Part part : key.parts()) {
            ColumnDescriptor column = table.column(part.column()).descriptor();
            boolean isWhole = !part.isPrefix();
            boolean isEndless = column.type() == ColumnType.TEXT || column.type() == ColumnType.BLOB;
            if (key.kind() == KeyModel.Kind.UNIQUE && isWhole && isEndless) {
                return true;
            }
            length += isWhole ? column.length() : 0;
        }
        return key.kind() == KeyModel.Kind.UNIQUE && length > MAX_KEY_LENGTH;
    }
}
