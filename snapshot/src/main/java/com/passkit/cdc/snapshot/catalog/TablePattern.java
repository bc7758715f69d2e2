package com.passkit.cdc.snapshot.catalog;

/**
 * A pattern {@code db.table}. <pre>
 * pattern => part '.' part
 * part    => ( '*' | '?' | '\' any character | '`' any characters, ` doubled '`' | other character )+
 * </pre>
 * What is quoted by a backslash or between backticks stands for itself, dots and wildcards included.
 * Threading: any thread.
 *
 * @param text     as configured
 * @param database glob of the database
 * @param table    glob of the table
 */
record TablePattern(String text, Glob database, Glob table) {

    private static final String RULE =
        "database.table, with * and ?; a dot that belongs to a name is written \\. or between backticks";

    static TablePattern parse(String text) {
        String pattern = text.strip();
        Glob.Builder database = new Glob.Builder();
        Glob.Builder table = new Glob.Builder();
        Glob.Builder part = database;
        int index = 0;
        while (index < pattern.length()) {
            char c = pattern.charAt(index++);
            switch (c) {
                case '*' -> part.anyRun();
                case '?' -> part.anyOne();
                case '\\' -> {
                    if (index == pattern.length()) {
                        throw invalid(text, "it ends in a backslash");
                    }
                    part.literal(pattern.charAt(index++));
                }
                case '`' -> index = quoted(text, pattern, index, part);
                case '.' -> {
                    if (part == table) {
                        throw invalid(text, "it has more than one dot");
                    }
                    part = table;
                }
                default -> part.literal(c);
            }
        }
        if (part == database) {
            throw invalid(text, "it has no dot");
        }
        if (database.isEmpty() || table.isEmpty()) {
            throw invalid(text, "a name is empty");
        }
        return new TablePattern(text, database.build(), table.build());
    }

    boolean matches(String databaseName, String tableName) {
        return database.matches(databaseName) && table.matches(tableName);
    }

    /** @return index behind the closing backtick */
    private static int quoted(String text, String pattern, int start, Glob.Builder part) {
        int index = start;
        while (index < pattern.length()) {
            char c = pattern.charAt(index++);
            if (c != '`') {
                part.literal(c);
            } else if (index < pattern.length() && pattern.charAt(index) == '`') {
                part.literal('`');
                index++;
            } else {
                return index;
            }
        }
        throw invalid(text, "a backtick is not closed");
    }

    private static IllegalArgumentException invalid(String text, String reason) {
        return new IllegalArgumentException("table pattern '" + text + "': " + reason + " (expected: " + RULE + ')');
    }
}
