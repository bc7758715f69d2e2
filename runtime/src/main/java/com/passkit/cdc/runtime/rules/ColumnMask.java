package com.passkit.cdc.runtime.rules;

/** What becomes of the values of a column. A NULL stays null, but in a column that is left out. */
public sealed interface ColumnMask {

    /** They are delivered as they are. */
    record Plain() implements ColumnMask {

        static final Plain INSTANCE = new Plain();
    }

    /** The column is left out. */
    record Left() implements ColumnMask {

        static final Left INSTANCE = new Left();
    }

    /** Each is the same text. */
    record Replaced(String text) implements ColumnMask {
    }

    /** HMAC-SHA-256 of the delivered text, with the salt of the rules; lower-case hexadecimal digits. */
    record Hashed() implements ColumnMask {

        static final Hashed INSTANCE = new Hashed();
    }

    /** The first characters of a text. @param maxCharacters as Unicode counts them */
    record Truncated(int maxCharacters) implements ColumnMask {
    }
}
