package com.passkit.cdc.runtime.schema.ddl;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a statement into tokens as the server that ran it did: quotes by its sql_mode, comments left out, version
 * comments read or left out by its version.
 */
final class SqlTokenizer {

    /** MariaDB takes version comments from here to {@link #LAST_MYSQL_VERSION} for MySQL's, which are not its own. */
    private static final int FIRST_FOREIGN_VERSION = 50700;
    private static final int LAST_MYSQL_VERSION = 99999;

    private final SqlScanner scanner;
    private final ServerFacts server;
    private final boolean hasNamesInDoubleQuotes;
    private final boolean hasEscapes;
    private final List<SqlToken> tokens = new ArrayList<>();

    private SqlTokenizer(String sql, StatementContext context) {
        scanner = new SqlScanner(sql);
        server = context.server();
        hasNamesInDoubleQuotes = context.hasMode(SqlMode.ANSI_QUOTES);
        hasEscapes = !context.hasMode(SqlMode.NO_BACKSLASH_ESCAPES);
    }

    static List<SqlToken> read(String sql, StatementContext context) {
        SqlTokenizer tokenizer = new SqlTokenizer(sql, context);
        for (tokenizer.scanner.skipSpace(); !tokenizer.scanner.isAtEnd(); tokenizer.scanner.skipSpace()) {
            tokenizer.step();
        }
        return tokenizer.tokens;
    }

    private void step() {
        char c = scanner.peek();
        if (scanner.isAtVersionComment()) {
            versionComment();
        } else if (c == '`' || c == '"' && hasNamesInDoubleQuotes) {
            tokens.add(SqlToken.name(quoted(false)));
        } else if (c == '\'' || c == '"') {
            tokens.add(new SqlToken(SqlToken.Kind.STRING, quoted(hasEscapes)));
        } else if (SqlScanner.isWordPart(c)) {
            word();
        } else {
            tokens.add(SqlToken.mark(c));
            scanner.skip(1);
        }
    }

    private void versionComment() {
        boolean isMariaDbOnly = scanner.isAtMariaDbComment();
        if (isMariaDbOnly && !server.isMariaDb()) {
            scanner.skipComment();
        } else if (isRead(scanner.commentVersion(), isMariaDbOnly)) {
            scanner.enterVersionComment();
        } else {
            scanner.skipNestedComment();
        }
    }

    private boolean isRead(int version, boolean isOwn) {
        boolean isForeign = server.isMariaDb() && !isOwn
            && version >= FIRST_FOREIGN_VERSION && version <= LAST_MYSQL_VERSION;
        return !isForeign && version <= server.version();
    }

    private void word() {
        String word = scanner.word();
        boolean isQuoted = scanner.isAt(0, '\'') && word.length() == 1;
        if (isQuoted && "xXbB".contains(word)) {
            tokens.add(new SqlToken(SqlToken.Kind.DIGITS, word + '\'' + quoted(false) + '\''));
        } else if (isQuoted && "nN".contains(word)) {
            tokens.add(new SqlToken(SqlToken.Kind.STRING, quoted(hasEscapes)));
        } else if (word.matches("0x[0-9a-fA-F]+|0b[01]+")) {
            tokens.add(new SqlToken(SqlToken.Kind.DIGITS, word));
        } else if (isNumber(word)) {
            tokens.add(new SqlToken(SqlToken.Kind.NUMBER, word + fraction()));
        } else {
            tokens.add(SqlToken.word(word));
        }
    }

    private static boolean isNumber(String word) {
        return word.matches("[0-9]+([eE][0-9]+)?");
    }

    /** Digits behind a point. */
    private String fraction() {
        if (!scanner.isAt(0, '.') || !scanner.isDigitAt(1)) {
            return "";
        }
        scanner.skip(1);
        return '.' + scanner.word();
    }

    private String quoted(boolean isEscaped) {
        char quote = scanner.peek();
        String text = scanner.quoted(isEscaped);
        if (scanner.isOpen()) {
            throw new UnreadableStatementException("a " + quote + " has no end");
        }
        return text;
    }
}
