package com.passkit.cdc.snapshot.catalog;

/**
 * Reads the parts of a pattern, which are joined by dots. <pre>
 * pattern => part ( '.' part )*
 * part    => ( '*' | '?' | '\' any character | '`' any characters, ` doubled '`' | other character )+
 * </pre>
 * What is quoted by a backslash or between backticks stands for itself, dots and wildcards included.
 * Threading: one thread, used once.
 */
final class PatternParts {

    private final String kind;
    private final String rule;
    private final String text;
    private final Glob.Builder[] parts;
    private boolean hasWildcard;

    private PatternParts(String kind, String rule, String text, Glob.Builder[] parts) {
        this.kind = kind;
        this.rule = rule;
        this.text = text;
        this.parts = parts;
    }

    /** A database and a table in it. */
    static PatternParts ofTable(String text) {
        return new PatternParts("table pattern", "database.table, with * and ?; a dot that belongs to a name is written"
            + " \\. or between backticks", text, new Glob.Builder[] {new Glob.Builder(), new Glob.Builder()}).read();
    }

    /** A database, a table and a column, whose name has no case. */
    static PatternParts ofColumn(String text) {
        return new PatternParts("column pattern", "database.table.column, with * and ?; a dot that belongs to a name is"
            + " written \\. or between backticks", text,
            new Glob.Builder[] {new Glob.Builder(), new Glob.Builder(), new Glob.Builder(true)}).read();
    }

    Glob glob(int part) {
        return parts[part].build();
    }

    /** @return whether it may stand for more than one name */
    boolean hasWildcard() {
        return hasWildcard;
    }

    private PatternParts read() {
        String pattern = text.strip();
        int part = 0;
        int index = 0;
        while (index < pattern.length()) {
            char c = pattern.charAt(index++);
            switch (c) {
                case '*' -> {
                    parts[part].anyRun();
                    hasWildcard = true;
                }
                case '?' -> {
                    parts[part].anyOne();
                    hasWildcard = true;
                }
                case '\\' -> {
                    if (index == pattern.length()) {
                        throw invalid("it ends in a backslash");
                    }
                    parts[part].literal(pattern.charAt(index++));
                }
                case '`' -> index = quoted(pattern, index, parts[part]);
                case '.' -> {
                    if (++part == parts.length) {
                        throw invalid("it has more than " + (parts.length == 2 ? "one dot" : "two dots"));
                    }
                }
                default -> parts[part].literal(c);
            }
        }
        if (part < parts.length - 1) {
            throw invalid(part == 0 ? "it has no dot" : "it has only one dot");
        }
        for (Glob.Builder name : parts) {
            if (name.isEmpty()) {
                throw invalid("a name is empty");
            }
        }
        return this;
    }

    /** @return index behind the closing backtick */
    private int quoted(String pattern, int start, Glob.Builder part) {
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
        throw invalid("a backtick is not closed");
    }

    private IllegalArgumentException invalid(String reason) {
        return new IllegalArgumentException(kind + " '" + text + "': " + reason + " (expected: " + rule + ')');
    }
}
