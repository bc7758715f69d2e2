package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;

import com.passkit.cdc.snapshot.catalog.TableName;

/** A definition statement, as far as it changes tables or the defaults of databases. */
sealed interface DdlStatement {

    /** CREATE DATABASE. */
    record CreateDatabase(String name, boolean isIfNotExists, boolean isReplacing, CharsetClause charset)
        implements DdlStatement {
    }

    /** ALTER DATABASE. */
    record AlterDatabase(String name, CharsetClause charset) implements DdlStatement {
    }

    /** DROP DATABASE. */
    record DropDatabase(String name) implements DdlStatement {
    }

    /** CREATE TABLE with columns. */
    record CreateTable(TableName name, boolean isIfNotExists, boolean isReplacing, List<TableElement> elements,
        CharsetClause charset) implements DdlStatement {
    }

    /** CREATE TABLE … LIKE. */
    record CreateLike(TableName name, boolean isIfNotExists, boolean isReplacing, TableName like)
        implements DdlStatement {
    }

    /** ALTER TABLE, CREATE INDEX and DROP INDEX. */
    record AlterTable(TableName name, boolean isIfExists, List<AlterClause> clauses) implements DdlStatement {
    }

    /** RENAME TABLE, pair by pair. */
    record RenameTables(List<Renaming> renamings) implements DdlStatement {
    }

    /** One pair of RENAME TABLE. */
    record Renaming(TableName from, TableName to) {
    }

    /** DROP TABLE. */
    record DropTables(List<TableName> names) implements DdlStatement {
    }

    /** Everything else. */
    record Other() implements DdlStatement {
    }
}
