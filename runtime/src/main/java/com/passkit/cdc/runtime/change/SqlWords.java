package com.passkit.cdc.runtime.change;

import java.util.Locale;

import com.passkit.cdc.runtime.schema.ddl.SqlScanner;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * The leading words of a statement, in upper case unless quoted, comments passed over. Version comments count as what
 * is in them. Enough to tell statements apart and to read the name of a table; not a parser.
 */
final class SqlWords {

    private final SqlScanner scanner;

    SqlWords(String sql) {
        scanner = new SqlScanner(sql);
    }

    /** @return the next word in upper case, a punctuation mark, or empty at the end */
    String next() {
        skipSpaceAndComments();
        if (scanner.isAtEnd()) {
            return "";
        }
        char c = scanner.peek();
        if (SqlScanner.isWordPart(c)) {
            return scanner.word().toUpperCase(Locale.ROOT);
        }
        scanner.skip(1);
        return c == ';' ? "" : String.valueOf(c);
    }

    /** @return the next identifier, quotes removed, case kept; empty when something else follows */
    String nextIdentifier() {
        skipSpaceAndComments();
        if (scanner.isAtEnd()) {
            return "";
        }
        char c = scanner.peek();
        return c == '`' || c == '"' ? quoted() : scanner.word();
    }

    /** @return {@code [database.]table} at the current word; the database is the session's where none is written */
    TableName nextTableName(String defaultDatabase) {
        String first = nextIdentifier();
        return accept('.') ? new TableName(first, nextIdentifier()) : new TableName(defaultDatabase, first);
    }

    /** @return whether this punctuation mark follows; if so it is passed */
    boolean accept(char mark) {
        skipSpaceAndComments();
        if (scanner.isAtEnd() || scanner.peek() != mark) {
            return false;
        }
        scanner.skip(1);
        return true;
    }

    /** @return whether this word follows, case ignored; if so it is passed */
    boolean acceptWord(String word) {
        skipSpaceAndComments();
        return scanner.acceptWord(word);
    }

    /**
     * Moves behind the next comma that is outside of quotes, comments and parentheses. @return false when there is
     * none
     */
    boolean skipToComma() {
        int depth = 0;
        for (skipSpaceAndComments(); !scanner.isAtEnd(); skipSpaceAndComments()) {
            char c = scanner.peek();
            if (isQuote(c)) {
                quoted();
                continue;
            }
            scanner.skip(1);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                return true;
            }
        }
        return false;
    }

    /** Moves behind this word where it stands outside of quotes and comments. @return false when it does not */
    boolean skipToWord(String word) {
        for (skipSpaceAndComments(); !scanner.isAtEnd(); skipSpaceAndComments()) {
            if (isQuote(scanner.peek())) {
                quoted();
            } else if (next().equals(word)) {
                return true;
            }
        }
        return false;
    }

    private void skipSpaceAndComments() {
        for (scanner.skipSpace(); scanner.isAtVersionComment(); scanner.skipSpace()) {
            scanner.enterVersionComment();
        }
    }

    private static boolean isQuote(char c) {
        return c == '`' || c == '"' || c == '\'';
    }

    private String quoted() {
        return scanner.quoted(scanner.peek() != '`');
    }
}
