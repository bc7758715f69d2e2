package com.passkit.cdc.runtime.schema.ddl;

/**
 * Where words, quotes and comments of a statement begin and end, as the server's own scanner has it; what they mean is
 * the reader's. Threading: one thread at a time.
 */
public final class SqlScanner {

    private static final String COMMENT_START = "/*";
    private static final String COMMENT_END = "*/";
    private static final String VERSION_START = "/*!";
    private static final String MARIADB_VERSION_START = "/*M!";
    private static final int MAX_VERSION_DIGITS = 6;
    private static final int MIN_VERSION_DIGITS = 5;

    private final String sql;
    private int index;
    private boolean isOpen;

    public SqlScanner(String sql) {
        this.sql = sql;
    }

    /** @return whether nothing is left but what {@link #skipSpace()} passes */
    public boolean isAtEnd() {
        return index >= sql.length();
    }

    /** @return the next character; there must be one */
    public char peek() {
        return sql.charAt(index);
    }

    /** @return whether this character follows, so many behind the next one */
    boolean isAt(int ahead, char c) {
        return index + ahead < sql.length() && sql.charAt(index + ahead) == c;
    }

    boolean isDigitAt(int ahead) {
        return index + ahead < sql.length() && Character.isDigit(sql.charAt(index + ahead));
    }

    /** Passes characters. */
    public void skip(int count) {
        index += count;
    }

    /** Passes white space and comments, but no version comment: the reader decides whether it is read. */
    public void skipSpace() {
        while (index < sql.length()) {
            char c = sql.charAt(index);
            if (Character.isWhitespace(c) || c == 0) {
                index++;
            } else if (c == '#' || isDashComment()) {
                skipPast("\n", 1);
            } else if (sql.startsWith(COMMENT_END, index)) {
                // The end of a version comment whose text counts.
                index += COMMENT_END.length();
            } else if (sql.startsWith(COMMENT_START, index) && !isAtVersionComment()) {
                skipComment();
            } else {
                return;
            }
        }
    }

    private boolean isDashComment() {
        return sql.startsWith("--", index) && (index + 2 == sql.length() || sql.charAt(index + 2) <= ' ');
    }

    /** @return whether a comment begins here that some server reads as a part of the statement */
    public boolean isAtVersionComment() {
        return sql.startsWith(VERSION_START, index) || isAtMariaDbComment();
    }

    /** @return whether a version comment begins here that MySQL takes for any comment */
    boolean isAtMariaDbComment() {
        return sql.startsWith(MARIADB_VERSION_START, index);
    }

    /** @return the version from which on the comment that begins here is read; 0 for every one */
    int commentVersion() {
        int begin = versionIndex();
        int end = versionEnd();
        return end == begin ? 0 : Integer.parseInt(sql.substring(begin, end));
    }

    /** Passes the beginning of a version comment, so that its text is next. */
    public void enterVersionComment() {
        index = versionEnd();
    }

    private int versionIndex() {
        return index + (isAtMariaDbComment() ? MARIADB_VERSION_START : VERSION_START).length();
    }

    private int versionEnd() {
        int begin = versionIndex();
        int end = begin;
        while (end < sql.length() && end - begin < MAX_VERSION_DIGITS && Character.isDigit(sql.charAt(end))) {
            end++;
        }
        return end - begin < MIN_VERSION_DIGITS ? begin : end;
    }

    /** Passes the comment that begins here. */
    void skipComment() {
        skipPast(COMMENT_END, COMMENT_START.length());
    }

    /** Passes the version comment that begins here: one that is not read may have comments inside. */
    void skipNestedComment() {
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

    /** @return the letters, digits and so on up to what belongs to no word, passed; empty when none follow */
    public String word() {
        int start = index;
        while (index < sql.length() && isWordPart(sql.charAt(index))) {
            index++;
        }
        return sql.substring(start, index);
    }

    /** @return whether this word follows and nothing more of it, case ignored; if so it is passed */
    public boolean acceptWord(String word) {
        int end = index + word.length();
        if (!sql.regionMatches(true, index, word, 0, word.length())
            || end < sql.length() && isWordPart(sql.charAt(end))) {
            return false;
        }
        index = end;
        return true;
    }

    /**
     * Passes the quotes that begin here.
     *
     * @param isEscaped whether a backslash gives the character behind it another meaning
     * @return what they enclose; up to the end of the statement where {@link #isOpen()}
     */
    public String quoted(boolean isEscaped) {
        StringBuilder text = new StringBuilder();
        char quote = sql.charAt(index++);
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
        isOpen = true;
        return text.toString();
    }

    /** @return whether quotes had no end */
    boolean isOpen() {
        return isOpen;
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

    private void skipPast(String end, int ahead) {
        int found = sql.indexOf(end, index + ahead);
        index = found < 0 ? sql.length() : found + end.length();
    }

    /** @return whether the character can stand in a word without quotes */
    public static boolean isWordPart(char c) {
        return c == '_' || c == '$' || c >= 0x80 || Character.isLetterOrDigit(c);
    }
}
