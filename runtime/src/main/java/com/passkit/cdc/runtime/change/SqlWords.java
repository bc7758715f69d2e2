package com.passkit.cdc.runtime.change;

import java.util.Locale;

import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * The leading words of a statement, in upper case unless quoted, comments passed over. Version comments count as what
 * is in
 * them. Enough to tell statements apart and to read the name of a table; not a parser.
 */
final class SqlWords {

    private final String sql;
    private int index;

    SqlWords(String sql) {
        this.sql = sql;
    }

    /** @return the next word in upper case, a punctuation mark, or empty at the end */
    String next() {
        skipSpaceAndComments();
        if (index >= sql.length()) {
            return "";
        }
        int start = index;
        char c = sql.charAt(index);
        if (isWordPart(c)) {
            while (index < sql.length() && isWordPart(sql.charAt(index))) {
                index++;
            }
            return sql.substring(start, index).toUpperCase(Locale.ROOT);
        }
        index++;
        return c == ';' ? "" : String.valueOf(c);
    }

    /** @return the next identifier, quotes removed, case kept; empty when something else follows */
    String nextIdentifier() {
        skipSpaceAndComments();
        if (index >= sql.length()) {
            return "";
        }
        char c = sql.charAt(index);
        if (c == '`' || c == '"') {
            return quoted(c);
        }
        int start = index;
        while (index < sql.length() && isWordPart(sql.charAt(index))) {
            index++;
        }
        return sql.substring(start, index);
    }

    /** @return {@code [database.]table} at the current word; the database is the session's where none is written */
    TableName nextTableName(String defaultDatabase) {
        String first = nextIdentifier();
        return accept('.') ? new TableName(first, nextIdentifier()) : new TableName(defaultDatabase, first);
    }

    /** @return whether this punctuation mark follows; if so it is passed */
    boolean accept(char mark) {
        skipSpaceAndComments();
        if (index < sql.length() && sql.charAt(index) == mark) {
            index++;
            return true;
        }
        return false;
    }

    /** @return whether this word follows, case ignored; if so it is passed */
    boolean acceptWord(String word) {
        skipSpaceAndComments();
        int end = index + word.length();
        if (sql.regionMatches(true, index, word, 0, word.length())
            && (end == sql.length() || !isWordPart(sql.charAt(end)))) {
            index = end;
            return true;
        }
        return false;
    }

    /**
     * Moves behind the next comma that is outside of quotes, comments and parentheses. @return false when there is
     * none
     */
    boolean skipToComma() {
        int depth = 0;
        for (skipSpaceAndComments(); index < sql.length(); skipSpaceAndComments()) {
            char c = sql.charAt(index);
            if (c == '`' || c == '"' || c == '\'') {
                quoted(c);
                continue;
            }
            index++;
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
        for (skipSpaceAndComments(); index < sql.length(); skipSpaceAndComments()) {
            char c = sql.charAt(index);
            if (c == '`' || c == '"' || c == '\'') {
                quoted(c);
            } else if (next().equals(word)) {
                return true;
            }
        }
        return false;
    }

    private String quoted(char quote) {
        StringBuilder name = new StringBuilder();
        index++;
        while (index < sql.length()) {
            char c = sql.charAt(index++);
            if (c == '\\' && quote != '`' && index < sql.length()) {
                name.append(sql.charAt(index++));
                continue;
            }
            if (c == quote) {
                if (index < sql.length() && sql.charAt(index) == quote) {
                    index++;
                } else {
                    break;
                }
            }
            name.append(c);
        }
        return name.toString();
    }

    private void skipSpaceAndComments() {
        while (index < sql.length()) {
            char c = sql.charAt(index);
            if (Character.isWhitespace(c)) {
                index++;
            } else if (sql.startsWith("/*!", index) || sql.startsWith("/*M!", index)) {
                index += sql.charAt(index + 2) == '!' ? 3 : 4;
                while (index < sql.length() && Character.isDigit(sql.charAt(index))) {
                    index++;
                }
            } else if (sql.startsWith("/*", index)) {
                skipPast("*/");
            } else if (sql.startsWith("*/", index)) {
                index += 2;
            } else if (c == '#' || sql.startsWith("-- ", index)) {
                skipPast("\n");
            } else {
                return;
            }
        }
    }

    private void skipPast(String end) {
        int found = sql.indexOf(end, index);
        index = found < 0 ? sql.length() : found + end.length();
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }
}
