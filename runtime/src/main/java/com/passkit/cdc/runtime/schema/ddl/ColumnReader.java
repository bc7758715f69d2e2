package com.passkit.cdc.runtime.schema.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.passkit.cdc.runtime.schema.ddl.ColumnSpec.Nullability;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CharsetWithOptBinaryContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CollationNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnAttributeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldDefinitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldOptionsContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TextStringContext;

import org.antlr.v4.runtime.ParserRuleContext;

/**
 * Reads the definition of one column. What changes neither type nor keys (defaults, checks, comments) and the words
 * that only MariaDB has go before the grammar sees it.
 */
final class ColumnReader {

    /** Types of MariaDB alone, and what stands in for them in MySQL's grammar. */
    private static final Set<String> MARIADB_TYPES = Set.of("UUID", "INET4", "INET6", "VECTOR");
    private static final Set<String> TEMPORAL_LITERALS = Set.of("DATE", "TIME", "TIMESTAMP");
    private static final Set<String> REFERENCE_OPTIONS = Set.of("CASCADE", "RESTRICT", "SET", "NO");
    /** MariaDB reserves few of the words that MySQL has reserved since. */
    private static final int GRAMMAR_FOR_MARIADB = 50744;
    private static final String NATIONAL = "utf8mb3";

    private final StatementContext context;
    private final List<SqlToken> kept = new ArrayList<>();
    private String ownType;
    private boolean isSerial;
    private boolean isReference;

    private ColumnReader(StatementContext context) {
        this.context = context;
    }

    static ColumnSpec read(List<SqlToken> tokens, StatementContext context) {
        if (context.server().isMariaDb() && context.hasMode(SqlMode.ORACLE)) {
            throw new UnreadableStatementException("types under sql_mode=ORACLE are not followed");
        }
        return new ColumnReader(context).read(new TokenCursor(tokens));
    }

    /** @return the version whose keywords count */
    static int grammarVersion(ServerFacts server) {
        return server.isMariaDb() ? GRAMMAR_FOR_MARIADB : server.version();
    }

    private ColumnSpec read(TokenCursor cursor) {
        String name = cursor.identifier();
        // Quoted, because later servers reserve more words.
        kept.add(SqlToken.name(name));
        type(cursor);
        while (!cursor.isAtEnd()) {
            attribute(cursor);
        }
        MySqlParser.ColumnDefinitionContext column =
            DefinitionGrammar.parse(kept, grammarVersion(context.server())).columnDefinition();
        if (column == null) {
            throw new UnreadableStatementException("column " + name + " is not understood");
        }
        return spec(name, column.fieldDefinition());
    }

    private void type(TokenCursor cursor) {
        SqlToken type = cursor.next();
        String word = type.text().toUpperCase(Locale.ROOT);
        if (context.server().isMariaDb() && type.kind() == SqlToken.Kind.WORD && MARIADB_TYPES.contains(word)) {
            ownType = word;
            kept.add(SqlToken.word("BINARY"));
        } else {
            kept.add(type);
        }
    }

    private void attribute(TokenCursor cursor) {
        if (cursor.accept("DEFAULT")) {
            skipDefault(cursor);
        } else if (cursor.accept("SERIAL", "DEFAULT", "VALUE")) {
            isSerial = true;
        } else if (cursor.accept("AS")) {
            if (!cursor.peek().isMark('(')) {
                throw new UnreadableStatementException("columns of row versions are not followed");
            }
            cursor.skipGroup();
            kept.addAll(List.of(SqlToken.word("AS"), SqlToken.mark('('), SqlToken.word("1"), SqlToken.mark(')')));
        } else if (cursor.accept("CHECK")) {
            cursor.skipGroup();
            if (!cursor.accept("NOT", "ENFORCED")) {
                cursor.accept("ENFORCED");
            }
        } else if (cursor.accept("CONSTRAINT")) {
            if (!cursor.peek().isWord("CHECK")) {
                cursor.identifier();
            }
        } else if (cursor.accept("REFERENCES")) {
            isReference = true;
            skipReference(cursor);
        } else if (cursor.accept("ON", "UPDATE")) {
            cursor.next();
            skipArguments(cursor);
        } else if (cursor.accept("COLLATE")) {
            // The grammar knows the collation 'binary' by its keyword in later versions only.
            kept.addAll(List.of(SqlToken.word("COLLATE"), SqlToken.name(cursor.next().text())));
        } else if (cursor.accept("COMMENT")) {
            skipStrings(cursor);
        } else if (!skipUnimportant(cursor)) {
            kept.add(cursor.accept("PERSISTENT") ? SqlToken.word("STORED") : cursor.next());
        }
    }

    private boolean skipUnimportant(TokenCursor cursor) {
        if (cursor.accept("INVISIBLE") || cursor.accept("VISIBLE") || cursor.accept("NOT", "SECONDARY")
            || cursor.accept("WITH", "SYSTEM", "VERSIONING") || cursor.accept("WITHOUT", "SYSTEM", "VERSIONING")) {
            return true;
        }
        if (cursor.accept("SRID") || cursor.accept("REF_SYSTEM_ID") || cursor.accept("ENGINE_ATTRIBUTE")
            || cursor.accept("SECONDARY_ENGINE_ATTRIBUTE")) {
            cursor.acceptMark('=');
            cursor.next();
            return true;
        }
        if (context.server().isMariaDb() && cursor.accept("COMPRESSED")) {
            if (cursor.acceptMark('=')) {
                cursor.next();
            }
            return true;
        }
        return false;
    }

    /** Passes a literal, a call or an expression in parentheses. */
    private static void skipDefault(TokenCursor cursor) {
        while (cursor.acceptMark('-') || cursor.acceptMark('+')) {
            continue;
        }
        if (cursor.peek().isMark('(')) {
            cursor.skipGroup();
            return;
        }
        if (cursor.accept("NEXT", "VALUE", "FOR")) {
            cursor.tableName("-");
            return;
        }
        SqlToken first = cursor.next();
        boolean isIntroducer = first.kind() == SqlToken.Kind.WORD && (first.text().startsWith("_")
            || TEMPORAL_LITERALS.contains(first.text().toUpperCase(Locale.ROOT)));
        if (isIntroducer && cursor.peek().kind() == SqlToken.Kind.DIGITS) {
            cursor.next();
        } else if (isIntroducer || first.kind() == SqlToken.Kind.STRING) {
            skipStrings(cursor);
        }
        while (first.isIdentifier() && cursor.acceptMark('.')) {
            cursor.next();
        }
        skipArguments(cursor);
    }

    private static void skipStrings(TokenCursor cursor) {
        while (cursor.peek().kind() == SqlToken.Kind.STRING) {
            cursor.next();
        }
    }

    private static void skipArguments(TokenCursor cursor) {
        if (cursor.peek().isMark('(')) {
            cursor.skipGroup();
        }
    }

    /** {@code table [(columns)] [MATCH kind] [ON DELETE option] [ON UPDATE option]}. */
    static void skipReference(TokenCursor cursor) {
        cursor.tableName("-");
        skipArguments(cursor);
        if (cursor.accept("MATCH")) {
            cursor.next();
        }
        while (cursor.peek().isWord("ON") && REFERENCE_OPTIONS.contains(
            cursor.peek(2).text().toUpperCase(Locale.ROOT))) {
            cursor.accept("ON");
            cursor.next();
            if (cursor.next().text().toUpperCase(Locale.ROOT).matches("SET|NO")) {
                cursor.next();
            }
        }
    }

    private ColumnSpec spec(String name, FieldDefinitionContext field) {
        ColumnSpec.Type type = type(field.dataType());
        String collation = field.collate() == null ? null : name(field.collate().collationName());
        boolean isPrimary = false;
        boolean isUnique = isSerial;
        Nullability nullability = isSerial ? Nullability.NOT_NULL : Nullability.NOT_WRITTEN;
        for (ColumnAttributeContext attribute : field.columnAttribute()) {
            if (attribute.collate() != null) {
                collation = name(attribute.collate().collationName());
            } else if (attribute.nullLiteral() != null) {
                nullability = attribute.NOT_SYMBOL() == null ? Nullability.NULL : Nullability.NOT_NULL;
            } else if (attribute.AUTO_INCREMENT_SYMBOL() != null) {
                nullability = Nullability.NOT_NULL;
            } else if (attribute.UNIQUE_SYMBOL() != null) {
                isUnique = true;
            } else if (attribute.KEY_SYMBOL() != null) {
                isPrimary = true;
            }
        }
        boolean isGenerated = field.AS_SYMBOL() != null;
        return new ColumnSpec(name, type, collation, nullability, isGenerated,
            isGenerated && field.STORED_SYMBOL() == null, isPrimary, isUnique || type.name().equals("SERIAL"),
            isReference);
    }

    private ColumnSpec.Type type(DataTypeContext type) {
        boolean isNational = isNational(type);
        CharsetWithOptBinaryContext set = type.charsetWithOptBinary();
        String charset = isNational ? NATIONAL : set == null ? null : charset(set);
        boolean isBinary = isNational ? type.BINARY_SYMBOL() != null : set != null && isBinaryAttribute(set);
        List<String> labels = new ArrayList<>();
        if (type.stringList() != null) {
            for (TextStringContext label : type.stringList().textString()) {
                labels.add(label(label));
            }
        }
        FieldOptionsContext options = type.fieldOptions();
        boolean isUnsigned = options != null
            && !(options.UNSIGNED_SYMBOL().isEmpty() && options.ZEROFILL_SYMBOL().isEmpty());
        long[] numbers = numbers(type);
        return new ColumnSpec.Type(ownType == null ? typeName(type) : ownType, numbers[0], (int) numbers[1],
            isUnsigned, charset, isBinary, labels);
    }

    private static boolean isNational(DataTypeContext type) {
        return type.nchar() != null || type.NATIONAL_SYMBOL() != null || type.NVARCHAR_SYMBOL() != null
            || type.NCHAR_SYMBOL() != null;
    }

    /** One name for all synonyms. */
    private static String typeName(DataTypeContext type) {
        if (type.nchar() != null) {
            return "CHAR";
        }
        if (isNational(type) || type.VARYING_SYMBOL() != null && type.CHAR_SYMBOL() != null
            && type.LONG_SYMBOL() == null) {
            return "VARCHAR";
        }
        if (type.LONG_SYMBOL() != null) {
            return type.VARBINARY_SYMBOL() == null ? "TEXT" : "BLOB";
        }
        String name = MySqlParser.VOCABULARY.getSymbolicName(type.type.getType());
        return name.substring(0, name.length() - "_SYMBOL".length());
    }

    private static String charset(CharsetWithOptBinaryContext set) {
        if (set.ascii() != null) {
            return "latin1";
        }
        if (set.unicode() != null) {
            return "ucs2";
        }
        if (set.BYTE_SYMBOL() != null) {
            return "binary";
        }
        return set.charsetName() == null ? null : name(set.charsetName());
    }

    private static boolean isBinaryAttribute(CharsetWithOptBinaryContext set) {
        return set.BINARY_SYMBOL() != null || set.ascii() != null && set.ascii().BINARY_SYMBOL() != null
            || set.unicode() != null && set.unicode().BINARY_SYMBOL() != null;
    }

    /** @return the numbers in the parentheses behind the type */
    private static long[] numbers(DataTypeContext type) {
        long[] numbers = {ColumnSpec.Type.NO_LENGTH, ColumnSpec.Type.NO_LENGTH};
        ParserRuleContext written = type.fieldLength() != null ? type.fieldLength()
            : type.precision() != null ? type.precision()
            : type.typeDatetimePrecision() != null ? type.typeDatetimePrecision() : type.floatOptions();
        if (written != null) {
            String[] parts = written.getText().replaceAll("[()\\s]", "").split(",");
            for (int i = 0; i < parts.length && i < numbers.length; i++) {
                numbers[i] = Long.parseLong(parts[i]);
            }
        }
        return numbers;
    }

    private static String label(TextStringContext label) {
        if (label.textStringLiteral() == null) {
            throw new UnreadableStatementException("the label " + label.getText() + " (expected: text)");
        }
        return SqlToken.unquoted(label.getText());
    }

    private static String name(CollationNameContext name) {
        return name((ParserRuleContext) name);
    }

    /** @return a name with or without quotes of any kind */
    private static String name(ParserRuleContext name) {
        String text = name.getText();
        boolean isQuoted = text.startsWith("`") || text.startsWith("'");
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }
}
