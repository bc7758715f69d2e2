package com.passkit.cdc.runtime.schema.ddl;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a statement into tokens as the server's own scanner does: quotes by its sql_mode, comments left out, version
 * comments read or left out by its version.
 */
final class SqlTokenizer {

    private static final String COMMENT_START = "/*";
    private static final String COMMENT_END = "*/";
    /** MariaDB takes version comments from here to {@link #LAST_MYSQL_VERSION} for MySQL's, which are not its own. */
    private static final int FIRST_FOREIGN_VERSION = 50700;
    private static final int LAST_MYSQL_VERSION = 99999;
    private static final int MAX_VERSION_DIGITS = 6;
    private static final int MIN_VERSION_DIGITS = 5;

    private final String sql;
    private final ServerFacts server;
    private final boolean hasNamesInDoubleQuotes;
    private final boolean hasEscapes;
    private final List<SqlToken> tokens = new ArrayList<>();
    private int index;

    private SqlTokenizer(String sql, StatementContext context) {
        this.sql = sql;
        server = context.server();
        hasNamesInDoubleQuotes = context.hasMode(SqlMode.ANSI_QUOTES);
        hasEscapes = !context.hasMode(SqlMode.NO_BACKSLASH_ESCAPES);
    }

    static List<SqlToken> read(String sql, StatementContext context) {
        SqlTokenizer tokenizer = new SqlTokenizer(sql, context);
        while (tokenizer.index < sql.length()) {
            tokenizer.step();
        }
        return tokenizer.tokens;
    }

    private void step() {
        char c = sql.charAt(index);
        if (Character.isWhitespace(c) || c == 0) {
            index++;
        } else if (c == '#' || isDashComment()) {
            skipPast("\n");
        } else if (sql.startsWith(COMMENT_START, index)) {
            comment();
        } else if (sql.startsWith(COMMENT_END, index)) {
            // The end of a version comment whose text counts.
            index += COMMENT_END.length();
        } else if (c == '`' || c == '"' && hasNamesInDoubleQuotes) {
            tokens.add(SqlToken.name(quoted(c, false)));
        } else if (c == '\'' || c == '"') {
            tokens.add(new SqlToken(SqlToken.Kind.STRING, quoted(c, hasEscapes)));
        } else if (isWordPart(c)) {
            word();
        } else {
            tokens.add(SqlToken.mark(c));
            index++;
        }
    }

    private boolean isDashComment() {
        return sql.startsWith("--", index)
            && (index + 2 == sql.length() || sql.charAt(index + 2) <= ' ');
    }

    private void comment() {
        int bang = sql.startsWith("/*M!", index) && server.isMariaDb() ? index + 3 : index + 2;
        boolean isVersioned = bang < sql.length() && sql.charAt(bang) == '!';
        if (!isVersioned) {
            skipPast(COMMENT_END);
            return;
        }
        int digits = bang + 1;
        while (digits < sql.length() && digits <= bang + MAX_VERSION_DIGITS && Character.isDigit(sql.charAt(digits))) {
            digits++;
        }
        if (digits - bang - 1 < MIN_VERSION_DIGITS) {
            digits = bang + 1;
        }
        int version = digits == bang + 1 ? 0 : Integer.parseInt(sql.substring(bang + 1, digits));
        if (isRead(version, bang == index + 3)) {
            index = digits;
        } else {
            skipNested();
        }
    }

    private boolean isRead(int version, boolean isOwn) {
        boolean isForeign = server.isMariaDb() && !isOwn
            && version >= FIRST_FOREIGN_VERSION && version <= LAST_MYSQL_VERSION;
        return !isForeign && version <= server.version();
    }

    /** A version comment that is not read may have comments inside. */
    private void skipNested() {
        index += COMMENT_START.length();
        for (int depth = 1; depth > 0 && index < sql.length();) {
            if (sql.startsWith(COMMENT_END, index)) {
                depth--;
                index += COMMENT_END.length();
            } else if (sql.startsWith(COMMENT_START, index)) {
                depth++;
                index += COMMENT_START.length();
            } else {
                index++;
            }
        }
    }

    private void word() {
        int start = index;
        while (index < sql.length() && isWordPart(sql.charAt(index))) {
            index++;
        }
        String word = sql.substring(start, index);
        boolean isQuoted = index < sql.length() && sql.charAt(index) == '\'' && word.length() == 1;
        if (isQuoted && "xXbB".contains(word)) {
            String digits = quoted('\'', false);
            tokens.add(new SqlToken(SqlToken.Kind.DIGITS, word + '\'' + digits + '\''));
        } else if (isQuoted && "nN".contains(word)) {
            tokens.add(new SqlToken(SqlToken.Kind.STRING, quoted('\'', hasEscapes)));
        } else if (word.matches("0x[0-9a-fA-F]+|0b[01]+")) {
            tokens.add(new SqlToken(SqlToken.Kind.DIGITS, word));
        } else if (isNumber(word)) {
            number(start);
        } else {
            tokens.add(SqlToken.word(word));
        }
    }

    private static boolean isNumber(String word) {
        return word.matches("[0-9]+([eE][0-9]+)?");
    }

    /** Digits behind a point, and a signed exponent. */
    private void number(int start) {
        if (index + 1 < sql.length() && sql.charAt(index) == '.' && Character.isDigit(sql.charAt(index + 1))) {
            index++;
            while (index < sql.length() && isWordPart(sql.charAt(index))) {
                index++;
            }
        }
        tokens.add(new SqlToken(SqlToken.Kind.NUMBER, sql.substring(start, index)));
    }

    private String quoted(char quote, boolean isEscaped) {
        StringBuilder text = new StringBuilder();
        index++;
        while (index < sql.length()) {
            char c = sql.charAt(index++);
            if (c == '\\' && isEscaped && index < sql.length()) {
                unescape(sql.charAt(index++), text);
            } else if (c != quote) {
                text.append(c);
            } else if (index < sql.length() && sql.charAt(index) == quote) {
                text.append(quote);
                index++;
            } else {
                return text.toString();
            }
        }
        throw new UnreadableStatementException("a " + quote + " has no end");
    }

    private static void unescape(char c, StringBuilder text) {
        switch (c) {
            case '0' -> text.append('\0');
            case 'b' -> text.append('\b');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'Z' -> text.append('\u001a');
            case '%', '_' -> text.append('\\').append(c);
            default -> text.append(c);
        }
    }

    private void skipPast(String end) {
        int found = sql.indexOf(end, index + 1);
        index = found < 0 ? sql.length() : found + end.length();
    }

    private static boolean isWordPart(char c) {
        return c == '_' || c == '$' || c >= 0x80 || Character.isLetterOrDigit(c);
    }
}
