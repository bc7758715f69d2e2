package com.passkit.cdc.runtime.schema.ddl;

import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Follows definition statements. It never guesses: what cannot be known behind a statement is lost in the model, with
 * the reason. The grammar is loaded by the first statement that defines columns or keys.
 * <p>
 * Threading: one thread at a time.
 */
public final class DdlApplier {

    /** Of several tables to drop some did not exist. */
    private static final int ER_BAD_TABLE_ERROR = 1051;

    /** Changes the model as the statement changed the server, and says what it did. */
    public DdlOutcome apply(SchemaModel model, String sql, StatementContext context) {
        StatementReader reader = null;
        try {
            reader = new StatementReader(SqlTokenizer.read(sql, context), context);
            DdlStatement statement = reader.read();
            return new Application(model, context).apply(
                context.errorCode() == 0 ? statement : behindError(statement, context.errorCode()));
        } catch (UnreadableStatementException e) {
            List<TableName> tables = reader == null ? List.of() : reader.tables().stream().map(model::stored).toList();
            tables.forEach(table -> model.lose(table, e.getMessage()));
            return new DdlOutcome.Unreadable(e.getMessage(), tables);
        }
    }

    /** A statement that failed is logged where it changed something all the same. */
    private static DdlStatement behindError(DdlStatement statement, int errorCode) {
        if (statement instanceof DdlStatement.CreateTable create) {
            return create.isReplacing() ? new DdlStatement.DropTables(List.of(create.name()))
                : new DdlStatement.Other();
        }
        if (statement instanceof DdlStatement.CreateLike create) {
            return create.isReplacing() ? new DdlStatement.DropTables(List.of(create.name()))
                : new DdlStatement.Other();
        }
        boolean isComplete = statement instanceof DdlStatement.Other
            || statement instanceof DdlStatement.DropTables && errorCode == ER_BAD_TABLE_ERROR;
        if (!isComplete) {
            throw new UnreadableStatementException("it ended with error " + errorCode + ", perhaps half done");
        }
        return statement;
    }

    /** One statement. */
    private static final class Application {

        private final SchemaModel model;
        private final StatementContext context;
        private final CollationRules collations;
        private final List<TableChange> changes = new ArrayList<>();
        private boolean isDatabaseChanged;

        Application(SchemaModel model, StatementContext context) {
            this.model = model;
            this.context = context;
            collations = new CollationRules(context);
        }

        DdlOutcome apply(DdlStatement statement) {
            if (statement instanceof DdlStatement.CreateTable create) {
                create(create);
            } else if (statement instanceof DdlStatement.CreateLike create) {
                createLike(create);
            } else if (statement instanceof DdlStatement.AlterTable alter) {
                alter(alter);
            } else if (statement instanceof DdlStatement.RenameTables rename) {
                rename.renamings().forEach(pair -> rename(pair.from(), pair.to()));
            } else if (statement instanceof DdlStatement.DropTables drop) {
                drop.names().forEach(this::drop);
            } else if (statement instanceof DdlStatement.CreateDatabase create) {
                createDatabase(create);
            } else if (statement instanceof DdlStatement.AlterDatabase alter) {
                alterDatabase(alter);
            } else if (statement instanceof DdlStatement.DropDatabase drop) {
                dropDatabase(drop.name());
            }
            return changes.isEmpty() && !isDatabaseChanged
                ? new DdlOutcome.Untouched() : new DdlOutcome.Applied(changes, isDatabaseChanged);
        }

        private void create(DdlStatement.CreateTable create) {
            TableName name = model.stored(create.name());
            if (create.isIfNotExists() && isThere(name)) {
                return;
            }
            Collation database = model.databaseCollation(name.database());
            Collation collation = collations.resolve(create.charset(), database, database);
            List<AlterClause> clauses = new ArrayList<>();
            for (TableElement element : create.elements()) {
                if (element instanceof TableElement.Column column) {
                    clauses.add(new AlterClause.AddColumn(column.column(), AlterClause.Place.UNCHANGED, false));
                } else if (element instanceof TableElement.Key key) {
                    clauses.add(new AlterClause.AddKey(key.key(), false));
                }
            }
            TableModel empty = new TableModel(name, collation, List.of(), List.of());
            replace(new TableEditor(empty, database, clauses, context).edit());
        }

        private void createLike(DdlStatement.CreateLike create) {
            TableName name = model.stored(create.name());
            if (create.isIfNotExists() && isThere(name)) {
                return;
            }
            TableModel like = model.table(create.like());
            if (like == null) {
                lose(name, null, "it was made like " + create.like() + ", which is not known");
            } else {
                replace(like.renamed(name));
            }
        }

        private void alter(DdlStatement.AlterTable alter) {
            TableName name = model.stored(alter.name());
            TableModel table = model.table(name);
            if (table == null) {
                alterUnknown(name, alter);
                return;
            }
            TableModel edited = new TableEditor(table, model.databaseCollation(name.database()), alter.clauses(),
                context).edit();
            if (!edited.equals(table)) {
                model.put(edited);
                changes.add(new TableChange(edited.name(), table, edited, null));
            }
            renameBehind(name, alter);
        }

        /** Of several new names the last one counts. */
        private void renameBehind(TableName name, DdlStatement.AlterTable alter) {
            TableName last = name;
            for (AlterClause clause : alter.clauses()) {
                last = clause instanceof AlterClause.RenameTo to ? model.stored(to.name()) : last;
            }
            if (!last.equals(name)) {
                rename(name, last);
            }
        }

        /** A table that was lost stays so; one that was never seen may be a view's or another's. */
        private void alterUnknown(TableName name, DdlStatement.AlterTable alter) {
            if (alter.clauses().isEmpty()) {
                return;
            }
            if (model.lostReason(name) == null && !alter.isIfExists()) {
                lose(name, null, "it was altered before it was known");
            }
            renameBehind(name, alter);
        }

        private void rename(TableName from, TableName to) {
            TableName target = model.stored(to);
            TableModel table = model.table(from);
            String reason = model.lostReason(from);
            if (table != null) {
                TableModel renamed = table.renamed(target);
                model.remove(from);
                model.put(renamed);
                changes.add(new TableChange(target, table, renamed, null));
            } else {
                model.remove(from);
                lose(target, null, reason == null ? "it was renamed from " + from + ", which is not known" : reason);
            }
        }

        private void drop(TableName written) {
            TableName name = model.stored(written);
            TableModel table = model.table(name);
            if (table != null || model.lostReason(name) != null) {
                model.remove(name);
                changes.add(new TableChange(name, table, null, null));
            }
        }

        private void createDatabase(DdlStatement.CreateDatabase create) {
            String name = model.stored(create.name());
            if (model.hasDatabase(name)) {
                if (!create.isReplacing()) {
                    return;
                }
                dropDatabase(name);
            }
            Collation server = context.serverCollation();
            model.putDatabase(name, collations.resolve(create.charset(), server, server));
            isDatabaseChanged = true;
        }

        private void alterDatabase(DdlStatement.AlterDatabase alter) {
            if (alter.charset().isEmpty() || alter.name().isEmpty()) {
                return;
            }
            Collation collation = collations.resolve(alter.charset(), context.serverCollation(),
                model.databaseCollation(alter.name()));
            model.putDatabase(model.stored(alter.name()), collation);
            isDatabaseChanged = true;
        }

        private void dropDatabase(String name) {
            for (TableModel table : List.copyOf(model.tables(name))) {
                changes.add(new TableChange(table.name(), table, null, null));
            }
            isDatabaseChanged = true;
            model.removeDatabase(name);
        }

        private boolean isThere(TableName name) {
            return model.table(name) != null || model.lostReason(name) != null;
        }

        private void replace(TableModel table) {
            TableModel before = model.table(table.name());
            model.put(table);
            changes.add(new TableChange(table.name(), before, table, null));
        }

        private void lose(TableName name, TableModel before, String reason) {
            model.lose(name, reason);
            changes.add(new TableChange(name, before, null, reason));
        }
    }
}
