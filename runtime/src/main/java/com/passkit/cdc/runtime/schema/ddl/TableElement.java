package com.passkit.cdc.runtime.schema.ddl;

/** What stands between two commas of a table's definition. */
sealed interface TableElement {

    /** A column, with the keys that its attributes make. */
    record Column(ColumnSpec column) implements TableElement {
    }

    /** A key of its own. */
    record Key(KeySpec key) implements TableElement {
    }

    /** A check: neither columns nor keys. */
    record Nothing() implements TableElement {
    }
}
