package com.passkit.cdc.runtime.schema.ddl;

/**
 * A word, name, literal or mark of a statement.
 *
 * @param kind what it is
 * @param text of a name or string without its quotes and escapes, else as written
 */
record SqlToken(Kind kind, String text) {

    enum Kind {
        /** A keyword or a name without quotes. */
        WORD,
        /** A name that was quoted. */
        NAME,
        STRING,
        NUMBER,
        /** Hexadecimal or binary digits, as written. */
        DIGITS,
        /** One character of punctuation. */
        MARK
    }

    static SqlToken word(String text) {
        return new SqlToken(Kind.WORD, text);
    }

    static SqlToken name(String text) {
        return new SqlToken(Kind.NAME, text);
    }

    static SqlToken mark(char mark) {
        return new SqlToken(Kind.MARK, String.valueOf(mark));
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isMark(char mark) {
        return kind == Kind.MARK && text.charAt(0) == mark;
    }

    boolean isIdentifier() {
        return kind == Kind.WORD || kind == Kind.NAME;
    }

    /** @return the same in the quoting that every server reads, whatever its sql_mode is but NO_BACKSLASH_ESCAPES */
    String quoted() {
        return switch (kind) {
            case NAME -> '`' + text.replace("`", "``") + '`';
            case STRING -> '\'' + text.replace("\\", "\\\\").replace("'", "''") + '\'';
            case WORD, NUMBER, DIGITS, MARK -> text;
        };
    }

    /** @return what {@link #quoted()} stands for, of a string */
    static String unquoted(String literal) {
        return literal.substring(1, literal.length() - 1).replace("''", "'").replace("\\\\", "\\");
    }
}
