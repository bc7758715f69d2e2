package com.passkit.cdc.runtime.schema.ddl;

import com.passkit.cdc.snapshot.catalog.TableName;

/** What stands between two commas of ALTER TABLE, where it changes columns, keys, character sets or the name. */
sealed interface AlterClause {

    /** Where a column goes. */
    record Place(boolean isFirst, String after) {

        static final Place UNCHANGED = new Place(false, null);

        boolean isWritten() {
            return isFirst || after != null;
        }
    }

    /** ADD COLUMN. */
    record AddColumn(ColumnSpec column, Place place, boolean isIfNotExists) implements AlterClause {
    }

    /** CHANGE COLUMN and MODIFY COLUMN. */
    record ChangeColumn(String old, ColumnSpec column, Place place, boolean isIfExists) implements AlterClause {
    }

    /** RENAME COLUMN. */
    record RenameColumn(String old, String name, boolean isIfExists) implements AlterClause {
    }

    /** DROP COLUMN. */
    record DropColumn(String name, boolean isIfExists) implements AlterClause {
    }

    /** ADD INDEX, UNIQUE, PRIMARY KEY, FOREIGN KEY. */
    record AddKey(KeySpec key, boolean isIfNotExists) implements AlterClause {
    }

    /** DROP INDEX. */
    record DropKey(String name, boolean isIfExists) implements AlterClause {
    }

    /** DROP PRIMARY KEY. */
    record DropPrimaryKey() implements AlterClause {
    }

    /** DROP CONSTRAINT, which may be a key. */
    record DropConstraint(String name) implements AlterClause {
    }

    /** RENAME INDEX. */
    record RenameKey(String old, String name, boolean isIfExists) implements AlterClause {
    }

    /** CONVERT TO CHARACTER SET; whether it is the only clause of its statement. */
    record Convert(CharsetClause charset, boolean isAlone) implements AlterClause {
    }

    /** The default of columns to come. */
    record TableCharset(CharsetClause charset) implements AlterClause {
    }

    /** RENAME TO. */
    record RenameTo(TableName name) implements AlterClause {
    }
}
