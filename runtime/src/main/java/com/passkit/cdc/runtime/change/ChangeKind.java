package com.passkit.cdc.runtime.change;

/** What happened. {@link #code()} is the {@code op} of an event. */
public enum ChangeKind {
    INSERT("c"),
    UPDATE("u"),
    DELETE("d"),
    /** A row read by a snapshot. */
    READ("r"),
    /** A table was emptied by TRUNCATE TABLE; no key, no rows. */
    TRUNCATE("t"),
    /** A statement changed a definition; no key, no rows. */
    SCHEMA("s");

    private final String code;

    ChangeKind(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
