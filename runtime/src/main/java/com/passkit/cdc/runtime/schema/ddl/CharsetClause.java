package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;

/**
 * A character set and collation as written.
 *
 * @param charset   its name; empty for the word DEFAULT; null where none is written
 * @param collation its name; null where none is written
 */
record CharsetClause(String charset, String collation) {

    static final CharsetClause NONE = new CharsetClause(null, null);

    boolean isEmpty() {
        return charset == null && collation == null;
    }

    /** @return what the options of a table or database say, other options passed over */
    static CharsetClause read(List<SqlToken> options) {
        String charset = null;
        String collation = null;
        TokenCursor cursor = new TokenCursor(options);
        while (!cursor.isAtEnd()) {
            if (cursor.peek().isMark('(')) {
                cursor.skipGroup();
            } else if (acceptCharset(cursor)) {
                cursor.acceptMark('=');
                charset = value(cursor.next());
            } else if (cursor.accept("COLLATE")) {
                cursor.acceptMark('=');
                String name = value(cursor.next());
                collation = name.isEmpty() ? null : name;
            } else {
                skipOption(cursor);
            }
        }
        return new CharsetClause(charset, collation);
    }

    /** The value of another option may look like the beginning of these. */
    private static void skipOption(TokenCursor cursor) {
        cursor.next();
        if (cursor.acceptMark('=') && !cursor.peek().isMark('(')) {
            cursor.next();
        }
    }

    static boolean acceptCharset(TokenCursor cursor) {
        return cursor.accept("CHARSET") || cursor.accept("CHARACTER", "SET") || cursor.accept("CHAR", "SET");
    }

    private static String value(SqlToken token) {
        return token.isWord("DEFAULT") ? "" : token.text();
    }
}
