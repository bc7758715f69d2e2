package com.passkit.cdc.runtime.schema.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.passkit.cdc.snapshot.catalog.KeyModel;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.KeyPartContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.KeyPartOrExpressionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableConstraintDefContext;

import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads the definition of one key or other constraint. Options behind its columns change nothing here. */
final class KeyReader {

    private static final Set<String> STARTS = Set.of("PRIMARY", "KEY", "INDEX", "UNIQUE", "FULLTEXT", "SPATIAL",
        "CONSTRAINT", "FOREIGN", "CHECK");
    private static final Set<String> ALGORITHMS = Set.of("BTREE", "HASH", "RTREE");

    private KeyReader() {
    }

    /** @return whether a key or constraint begins here, and not a column */
    static boolean isNext(TokenCursor cursor) {
        if (cursor.peek().isWord("VECTOR")) {
            return cursor.peek(1).isWord("INDEX") || cursor.peek(1).isWord("KEY");
        }
        return STARTS.stream().anyMatch(word -> cursor.peek().isWord(word));
    }

    /** @return the key; nothing where it is a check */
    static TableElement read(TokenCursor cursor, StatementContext context) {
        List<SqlToken> kept = new ArrayList<>();
        if (cursor.accept("CONSTRAINT") && !cursor.peek().isWord("CHECK") && !isNext(cursor)) {
            kept.add(SqlToken.word("CONSTRAINT"));
            kept.add(SqlToken.name(cursor.identifier()));
        }
        if (cursor.accept("CHECK")) {
            return new TableElement.Nothing();
        }
        if (cursor.accept("VECTOR")) {
            cursor.next();
            kept.add(SqlToken.word("KEY"));
        }
        while (isNext(cursor)) {
            kept.add(cursor.next());
        }
        cursor.acceptIfNotExists();
        if (!cursor.peek().isMark('(') && !isAlgorithm(cursor)) {
            kept.add(SqlToken.name(cursor.identifier()));
        }
        if (isAlgorithm(cursor)) {
            cursor.next();
            cursor.next();
        }
        if (!cursor.peek().isMark('(')) {
            throw new UnreadableStatementException("'" + cursor.peek().text() + "' (expected: the columns of a key)");
        }
        keepParts(cursor.group(), kept);
        boolean isForeign = cursor.peek().isWord("REFERENCES");
        if (isForeign) {
            kept.addAll(List.of(SqlToken.word("REFERENCES"), SqlToken.name("-")));
        }
        return element(DefinitionGrammar.parse(kept, ColumnReader.grammarVersion(context.server()))
            .tableConstraintDef());
    }

    private static boolean isAlgorithm(TokenCursor cursor) {
        return (cursor.peek().isWord("USING") || cursor.peek().isWord("TYPE"))
            && ALGORITHMS.stream().anyMatch(name -> cursor.peek(1).isWord(name));
    }

    private static void keepParts(List<SqlToken> parts, List<SqlToken> kept) {
        char separator = '(';
        for (List<SqlToken> part : TokenCursor.split(parts)) {
            kept.add(SqlToken.mark(separator));
            separator = ',';
            if (part.stream().anyMatch(token -> token.isWord("OVERLAPS"))) {
                throw new UnreadableStatementException("a key WITHOUT OVERLAPS is not followed");
            }
            if (!part.isEmpty() && part.get(0).isMark('(')) {
                kept.addAll(List.of(SqlToken.mark('('), SqlToken.word("1"), SqlToken.mark(')')));
            } else if (!part.isEmpty()) {
                kept.add(SqlToken.name(part.get(0).text()));
                kept.addAll(part.subList(1, part.size()));
            }
        }
        kept.add(SqlToken.mark(')'));
    }

    private static TableElement element(TableConstraintDefContext key) {
        if (key == null) {
            throw new UnreadableStatementException("a key is not understood");
        }
        List<KeyModel.Part> parts = new ArrayList<>();
        if (key.keyList() != null) {
            key.keyList().keyPart().forEach(part -> parts.add(part(part)));
        } else {
            for (KeyPartOrExpressionContext part : key.keyListWithExpression().keyPartOrExpression()) {
                parts.add(part.keyPart() == null ? KeyModel.Part.expression() : part(part.keyPart()));
            }
        }
        boolean isForeign = key.FOREIGN_SYMBOL() != null;
        String name = name(key);
        String constraint = key.constraintName() == null || key.constraintName().identifier() == null
            ? null : text(key.constraintName().identifier().getText());
        KeyModel.Kind kind = kind(key);
        if (kind == KeyModel.Kind.PRIMARY) {
            name = KeyModel.PRIMARY;
        } else if (name == null || isForeign && constraint != null) {
            name = constraint;
        }
        return new TableElement.Key(new KeySpec(name, kind, isForeign, parts));
    }

    private static KeyModel.Part part(KeyPartContext part) {
        int prefixLength = part.fieldLength() == null ? 0
            : Integer.parseInt(part.fieldLength().getText().replaceAll("[()\\s]", ""));
        return new KeyModel.Part(text(part.identifier().getText()), prefixLength);
    }

    private static String name(TableConstraintDefContext key) {
        if (key.indexNameAndType() != null && key.indexNameAndType().indexName() != null) {
            return text(key.indexNameAndType().indexName().getText());
        }
        return key.indexName() == null ? null : text(key.indexName().getText());
    }

    private static KeyModel.Kind kind(TableConstraintDefContext key) {
        if (isWritten(key.PRIMARY_SYMBOL())) {
            return KeyModel.Kind.PRIMARY;
        }
        if (isWritten(key.UNIQUE_SYMBOL())) {
            return KeyModel.Kind.UNIQUE;
        }
        if (isWritten(key.FULLTEXT_SYMBOL())) {
            return KeyModel.Kind.FULLTEXT;
        }
        return isWritten(key.SPATIAL_SYMBOL()) ? KeyModel.Kind.SPATIAL : KeyModel.Kind.PLAIN;
    }

    private static boolean isWritten(TerminalNode word) {
        return word != null;
    }

    private static String text(String quoted) {
        return quoted.startsWith("`") ? quoted.substring(1, quoted.length() - 1).replace("``", "`") : quoted;
    }
}
