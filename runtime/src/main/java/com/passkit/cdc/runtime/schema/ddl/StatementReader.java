package com.passkit.cdc.runtime.schema.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.passkit.cdc.runtime.schema.ddl.AlterClause.Place;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Reads a statement: which kind it is, which tables it names, and what it says of them. The tables are known as soon as
 * they are read, so that they can be told even of a statement that cannot be read to its end.
 */
final class StatementReader {

    /** Clauses of ALTER TABLE that say nothing of columns, keys, character sets or names. */
    private static final Set<String> HARMLESS = Set.of("ALGORITHM", "LOCK", "ORDER", "DISABLE", "ENABLE", "FORCE",
        "DISCARD", "IMPORT", "COALESCE", "REORGANIZE", "EXCHANGE", "ANALYZE", "CHECK", "OPTIMIZE", "REBUILD", "REPAIR",
        "TRUNCATE", "REMOVE", "UPGRADE", "WITH", "WITHOUT", "SECONDARY_LOAD", "SECONDARY_UNLOAD", "ALTER", "WAIT",
        "NOWAIT", "PARTITION");
    private static final Set<String> INDEX_KINDS = Set.of("UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR");

    private final StatementContext context;
    private final TokenCursor cursor;
    private final List<TableName> tables = new ArrayList<>();

    StatementReader(List<SqlToken> tokens, StatementContext context) {
        this.context = context;
        cursor = new TokenCursor(tokens);
    }

    /** @return the tables named so far that the statement may change */
    List<TableName> tables() {
        return tables;
    }

    DdlStatement read() {
        if (cursor.accept("SET", "STATEMENT")) {
            while (!cursor.isAtEnd() && !cursor.accept("FOR")) {
                cursor.next();
            }
        }
        if (cursor.accept("CREATE")) {
            return create();
        }
        if (cursor.accept("ALTER")) {
            return alter();
        }
        if (cursor.accept("DROP")) {
            return drop();
        }
        return cursor.accept("RENAME") ? rename() : new DdlStatement.Other();
    }

    private DdlStatement create() {
        boolean isReplacing = cursor.accept("OR", "REPLACE");
        if (cursor.accept("TEMPORARY")) {
            return new DdlStatement.Other();
        }
        if (cursor.accept("TABLE")) {
            return createTable(isReplacing);
        }
        if (acceptDatabase()) {
            boolean isIfNotExists = cursor.acceptIfNotExists();
            return new DdlStatement.CreateDatabase(cursor.identifier(), isIfNotExists, isReplacing,
                CharsetClause.read(cursor.rest()));
        }
        skipOnline();
        List<SqlToken> key = new ArrayList<>();
        if (INDEX_KINDS.stream().anyMatch(word -> cursor.peek().isWord(word))) {
            key.add(cursor.next());
        }
        return cursor.accept("INDEX") ? createIndex(key, isReplacing) : new DdlStatement.Other();
    }

    private DdlStatement createTable(boolean isReplacing) {
        boolean isIfNotExists = cursor.acceptIfNotExists();
        TableName name = table();
        if (cursor.accept("LIKE")) {
            return new DdlStatement.CreateLike(name, isIfNotExists, isReplacing, other());
        }
        if (!cursor.peek().isMark('(')) {
            throw new UnreadableStatementException("CREATE TABLE without columns");
        }
        if (cursor.peek(1).isWord("LIKE")) {
            cursor.next();
            cursor.next();
            return new DdlStatement.CreateLike(name, isIfNotExists, isReplacing, other());
        }
        List<TableElement> elements = elements(cursor.group());
        List<SqlToken> options = optionsWithoutPartitions(cursor.rest());
        if (options.stream().anyMatch(token -> token.isWord("SELECT") || token.isWord("VALUES"))) {
            throw new UnreadableStatementException("CREATE TABLE … SELECT does not name all columns");
        }
        if (options.stream().anyMatch(token -> token.isWord("VERSIONING"))) {
            throw new UnreadableStatementException("columns of row versions are not followed");
        }
        return new DdlStatement.CreateTable(name, isIfNotExists, isReplacing, elements, CharsetClause.read(options));
    }

    private static List<SqlToken> optionsWithoutPartitions(List<SqlToken> options) {
        for (int i = 0; i + 1 < options.size(); i++) {
            if (options.get(i).isWord("PARTITION") && options.get(i + 1).isWord("BY")) {
                return options.subList(0, i);
            }
        }
        return options;
    }

    private List<TableElement> elements(List<SqlToken> tokens) {
        List<TableElement> elements = new ArrayList<>();
        for (List<SqlToken> part : TokenCursor.split(tokens)) {
            TokenCursor element = new TokenCursor(part);
            if (element.peek().isWord("PERIOD") && element.peek(1).isWord("FOR")) {
                throw new UnreadableStatementException("periods are not followed");
            }
            elements.add(KeyReader.isNext(element) ? KeyReader.read(element, context)
                : new TableElement.Column(ColumnReader.read(part, context)));
        }
        return elements;
    }

    /** CREATE INDEX is ALTER TABLE … ADD INDEX. */
    private DdlStatement createIndex(List<SqlToken> key, boolean isReplacing) {
        key.add(SqlToken.word("INDEX"));
        boolean isIfNotExists = cursor.acceptIfNotExists();
        String index = cursor.identifier();
        key.add(SqlToken.name(index));
        while (!cursor.isAtEnd() && !cursor.accept("ON")) {
            cursor.next();
        }
        TableName name = table();
        cursor.skipWait();
        key.addAll(cursor.rest());
        List<AlterClause> clauses = new ArrayList<>();
        if (isReplacing) {
            clauses.add(new AlterClause.DropKey(index, true));
        }
        TableElement element = KeyReader.read(new TokenCursor(key), context);
        clauses.add(new AlterClause.AddKey(((TableElement.Key) element).key(), isIfNotExists));
        return new DdlStatement.AlterTable(name, false, clauses);
    }

    private DdlStatement alter() {
        skipOnline();
        cursor.accept("IGNORE");
        if (acceptDatabase()) {
            boolean isDefault = CharsetClause.acceptCharset(new TokenCursor(List.of(cursor.peek(), cursor.peek(1))))
                || cursor.peek().isWord("DEFAULT") || cursor.peek().isWord("COLLATE");
            String name = isDefault ? context.defaultDatabase() : cursor.identifier();
            return new DdlStatement.AlterDatabase(name, CharsetClause.read(cursor.rest()));
        }
        if (!cursor.accept("TABLE")) {
            return new DdlStatement.Other();
        }
        boolean isIfExists = cursor.acceptIfExists();
        TableName name = table();
        cursor.skipWait();
        List<AlterClause> clauses = new ArrayList<>();
        List<List<SqlToken>> parts = TokenCursor.split(optionsWithoutPartitions(cursor.rest()));
        for (List<SqlToken> part : parts) {
            if (!part.isEmpty()) {
                clause(new TokenCursor(part), part, parts.size() == 1, clauses);
            }
        }
        return new DdlStatement.AlterTable(name, isIfExists, clauses);
    }

    private void clause(TokenCursor clause, List<SqlToken> tokens, boolean isAlone, List<AlterClause> clauses) {
        if (clause.accept("ADD")) {
            add(clause, clauses);
        } else if (clause.accept("CHANGE")) {
            clause.accept("COLUMN");
            boolean isIfExists = clause.acceptIfExists();
            String old = clause.identifier();
            clauses.add(change(old, clause.rest(), isIfExists));
        } else if (clause.accept("MODIFY")) {
            clause.accept("COLUMN");
            boolean isIfExists = clause.acceptIfExists();
            clauses.add(change(clause.peek().text(), clause.rest(), isIfExists));
        } else if (clause.accept("DROP")) {
            dropClause(clause, clauses);
        } else if (clause.accept("RENAME")) {
            clauses.add(renameClause(clause));
        } else if (clause.accept("CONVERT")) {
            clauses.add(convert(clause, isAlone));
        } else if (!clause.acceptOne(HARMLESS)) {
            CharsetClause charset = CharsetClause.read(tokens);
            if (!charset.isEmpty()) {
                clauses.add(new AlterClause.TableCharset(charset));
            }
        }
    }

    private void add(TokenCursor clause, List<AlterClause> clauses) {
        if (clause.peek().isWord("PARTITION")) {
            return;
        }
        if (clause.accept("SYSTEM", "VERSIONING") || clause.accept("PERIOD", "FOR")) {
            throw new UnreadableStatementException("columns of row versions are not followed");
        }
        if (KeyReader.isNext(clause)) {
            List<SqlToken> rest = clause.rest();
            boolean isIfNotExists = hasIfNotExists(rest);
            if (KeyReader.read(new TokenCursor(rest), context) instanceof TableElement.Key key) {
                clauses.add(new AlterClause.AddKey(key.key(), isIfNotExists));
            }
            return;
        }
        clause.accept("COLUMN");
        boolean isIfNotExists = clause.acceptIfNotExists();
        if (!clause.peek().isMark('(')) {
            clauses.add(addColumn(clause.rest(), isIfNotExists));
            return;
        }
        for (TableElement element : elements(clause.group())) {
            if (element instanceof TableElement.Column column) {
                clauses.add(new AlterClause.AddColumn(column.column(), Place.UNCHANGED, isIfNotExists));
            } else if (element instanceof TableElement.Key key) {
                clauses.add(new AlterClause.AddKey(key.key(), false));
            }
        }
    }

    /** The words stand before the columns of the key. */
    private static boolean hasIfNotExists(List<SqlToken> key) {
        for (int i = 0; i + 2 < key.size() && !key.get(i).isMark('('); i++) {
            if (key.get(i).isWord("IF") && key.get(i + 1).isWord("NOT") && key.get(i + 2).isWord("EXISTS")) {
                return true;
            }
        }
        return false;
    }

    private AlterClause addColumn(List<SqlToken> tokens, boolean isIfNotExists) {
        Place place = place(tokens);
        return new AlterClause.AddColumn(ColumnReader.read(withoutPlace(tokens, place), context), place,
            isIfNotExists);
    }

    private AlterClause change(String old, List<SqlToken> tokens, boolean isIfExists) {
        Place place = place(tokens);
        return new AlterClause.ChangeColumn(old, ColumnReader.read(withoutPlace(tokens, place), context), place,
            isIfExists);
    }

    private static Place place(List<SqlToken> tokens) {
        int last = tokens.size() - 1;
        if (last > 0 && tokens.get(last).isWord("FIRST")) {
            return new Place(true, null);
        }
        boolean isAfter = last > 1 && tokens.get(last - 1).isWord("AFTER") && tokens.get(last).isIdentifier();
        return isAfter ? new Place(false, tokens.get(last).text()) : Place.UNCHANGED;
    }

    private static List<SqlToken> withoutPlace(List<SqlToken> tokens, Place place) {
        int length = place.isFirst() ? 1 : place.isWritten() ? 2 : 0;
        return tokens.subList(0, tokens.size() - length);
    }

    private static void dropClause(TokenCursor clause, List<AlterClause> clauses) {
        if (clause.accept("PRIMARY", "KEY")) {
            clauses.add(new AlterClause.DropPrimaryKey());
        } else if (clause.accept("KEY") || clause.accept("INDEX")) {
            boolean isIfExists = clause.acceptIfExists();
            clauses.add(new AlterClause.DropKey(clause.identifier(), isIfExists));
        } else if (clause.accept("CONSTRAINT")) {
            clause.acceptIfExists();
            clauses.add(new AlterClause.DropConstraint(clause.identifier()));
        } else if (clause.accept("SYSTEM", "VERSIONING") || clause.accept("PERIOD", "FOR")) {
            throw new UnreadableStatementException("columns of row versions are not followed");
        } else if (!clause.accept("FOREIGN", "KEY") && !clause.accept("CHECK") && !clause.accept("PARTITION")) {
            clause.accept("COLUMN");
            boolean isIfExists = clause.acceptIfExists();
            clauses.add(new AlterClause.DropColumn(clause.identifier(), isIfExists));
        }
    }

    private AlterClause renameClause(TokenCursor clause) {
        if (clause.accept("COLUMN")) {
            boolean isIfExists = clause.acceptIfExists();
            String old = clause.identifier();
            clause.expect("TO");
            return new AlterClause.RenameColumn(old, clause.identifier(), isIfExists);
        }
        if ((clause.peek().isWord("INDEX") || clause.peek().isWord("KEY")) && !clause.peek(1).isMark('\0')) {
            clause.next();
            boolean isIfExists = clause.acceptIfExists();
            String old = clause.identifier();
            clause.expect("TO");
            return new AlterClause.RenameKey(old, clause.identifier(), isIfExists);
        }
        if (!clause.accept("TO") && !clause.accept("AS")) {
            clause.acceptMark('=');
        }
        TableName name = clause.tableName(context.defaultDatabase());
        tables.add(name);
        return new AlterClause.RenameTo(name);
    }

    private static AlterClause convert(TokenCursor clause, boolean isAlone) {
        if (!clause.accept("TO")) {
            throw new UnreadableStatementException("CONVERT " + clause.peek().text().toUpperCase(Locale.ROOT)
                + " is not followed");
        }
        return new AlterClause.Convert(CharsetClause.read(clause.rest()), isAlone);
    }

    private DdlStatement drop() {
        if (cursor.accept("TEMPORARY")) {
            return new DdlStatement.Other();
        }
        if (cursor.accept("TABLE") || cursor.accept("TABLES")) {
            cursor.acceptIfExists();
            do {
                table();
            } while (cursor.acceptMark(','));
            return new DdlStatement.DropTables(List.copyOf(tables));
        }
        if (acceptDatabase()) {
            cursor.acceptIfExists();
            return new DdlStatement.DropDatabase(cursor.identifier());
        }
        skipOnline();
        if (!cursor.accept("INDEX")) {
            return new DdlStatement.Other();
        }
        boolean isIfExists = cursor.acceptIfExists();
        String index = cursor.identifier();
        cursor.expect("ON");
        boolean isPrimary = KeyModel.PRIMARY.equalsIgnoreCase(index);
        return new DdlStatement.AlterTable(table(), false,
            List.of(isPrimary ? new AlterClause.DropPrimaryKey() : new AlterClause.DropKey(index, isIfExists)));
    }

    private DdlStatement rename() {
        if (!cursor.accept("TABLE") && !cursor.accept("TABLES")) {
            return new DdlStatement.Other();
        }
        cursor.acceptIfExists();
        List<DdlStatement.Renaming> renamings = new ArrayList<>();
        do {
            TableName from = table();
            cursor.skipWait();
            cursor.expect("TO");
            renamings.add(new DdlStatement.Renaming(from, table()));
        } while (cursor.acceptMark(','));
        return new DdlStatement.RenameTables(renamings);
    }

    private TableName table() {
        TableName name = other();
        tables.add(name);
        return name;
    }

    private TableName other() {
        return cursor.tableName(context.defaultDatabase());
    }

    private boolean acceptDatabase() {
        return cursor.accept("DATABASE") || cursor.accept("SCHEMA");
    }

    private void skipOnline() {
        if (!cursor.accept("ONLINE")) {
            cursor.accept("OFFLINE");
        }
    }
}
