package com.passkit.cdc.runtime.rules;

import java.util.List;

/**
 * Which rows are delivered, as it was written: <pre>
 * condition  => conjunction ( OR conjunction )*
 * conjunction => negation ( AND negation )*
 * negation   => NOT negation | '(' condition ')' | comparison
 * comparison => column ( '=' | '!=' | '&lt;>' | '&lt;' | '&lt;=' | '>' | '>=' ) literal
 *             | column [ NOT ] IN '(' literal ( ',' literal )* ')'
 *             | column [ NOT ] LIKE string
 *             | column IS [ NOT ] NULL
 * </pre>
 * Immutable. Threading: any thread.
 */
sealed interface Condition {

    /** How a value is compared. */
    enum Operator { EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL }

    /** All of them. */
    record And(List<Condition> conditions) implements Condition {
    }

    /** One of them at least. */
    record Or(List<Condition> conditions) implements Condition {
    }

    /** The opposite, but unknown where that is unknown. */
    record Not(Condition condition) implements Condition {
    }

    /** A value beside another. */
    record Comparison(String column, Operator operator, Literal literal) implements Condition {
    }

    /** One of several values; of the literals some may be NULL. */
    record In(String column, List<Literal> literals) implements Condition {
    }

    /** Text by a pattern: {@code %} for any characters, {@code _} for one, a backslash before either for itself. */
    record Like(String column, String pattern) implements Condition {
    }

    /** Whether there is no value. */
    record IsNull(String column) implements Condition {
    }

    /**
     * A value that was written.
     *
     * @param kind how
     * @param text without its quotes; of a truth 1 or 0
     */
    record Literal(Kind kind, String text) {

        /** How it is written. */
        enum Kind { STRING, NUMBER, TRUTH, NULL }

        @Override
        public String toString() {
            return switch (kind) {
                case STRING -> '\'' + text.replace("'", "''") + '\'';
                case NUMBER -> text;
                case TRUTH -> text.equals("1") ? "TRUE" : "FALSE";
                case NULL -> "NULL";
            };
        }
    }
}
