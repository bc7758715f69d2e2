package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;

import com.passkit.cdc.snapshot.catalog.TableName;

/** What a definition statement did to a {@link SchemaModel}. */
public sealed interface DdlOutcome {

    /** Nothing that is known of any table or database. */
    record Untouched() implements DdlOutcome {
    }

    /**
     * It was followed.
     *
     * @param changes           to tables, in the order in which they happened
     * @param isDatabaseChanged whether a database came, went or has another default
     */
    record Applied(List<TableChange> changes, boolean isDatabaseChanged) implements DdlOutcome {

        public Applied {
            changes = List.copyOf(changes);
        }
    }

    /**
     * It could not be read. The tables are lost now.
     *
     * @param reason for the message
     * @param tables that it may change, as far as they could be named
     */
    record Unreadable(String reason, List<TableName> tables) implements DdlOutcome {

        public Unreadable {
            tables = List.copyOf(tables);
        }
    }
}
