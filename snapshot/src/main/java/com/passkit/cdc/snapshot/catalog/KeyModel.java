package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.Objects;

/**
 * A key of a table. Owned, immutable.
 *
 * @param name  {@value #PRIMARY} for the primary key
 * @param kind  what it is for
 * @param parts in key order
 */
public record KeyModel(String name, Kind kind, List<Part> parts) {

    /** The name of every primary key. */
    public static final String PRIMARY = "PRIMARY";

    public KeyModel {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        parts = List.copyOf(parts);
    }

    /** What a key is for. */
    public enum Kind {
        PRIMARY,
        UNIQUE,
        PLAIN,
        FULLTEXT,
        SPATIAL
    }

    /**
     * One column or expression of a key.
     *
     * @param column       its name; null for an expression
     * @param prefixLength characters, or bytes of a binary type, that are in the key; 0 for the whole value
     */
    public record Part(String column, int prefixLength) {

        /** A whole column. */
        public static Part of(String column) {
            return new Part(column, 0);
        }

        /** An expression, whose text nobody needs. */
        public static Part expression() {
            return new Part(null, 0);
        }

        public boolean isPrefix() {
            return prefixLength > 0;
        }
    }

    public boolean isPrimary() {
        return kind == Kind.PRIMARY;
    }

    public boolean isUnique() {
        return kind == Kind.PRIMARY || kind == Kind.UNIQUE;
    }

    /** @return how many of its parts are expressions, each with a hidden column */
    public int expressionCount() {
        return (int) parts.stream().filter(part -> part.column() == null).count();
    }
}
