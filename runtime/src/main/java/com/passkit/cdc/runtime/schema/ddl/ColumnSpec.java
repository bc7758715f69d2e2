package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;

/**
 * A column as a statement defines it.
 *
 * @param name        its name
 * @param type        its type
 * @param collation   of a COLLATE behind the type; null for none
 * @param nullability what the attributes say
 * @param isGenerated whether it has an expression
 * @param isVirtual   whether it is generated and not stored
 * @param isPrimary   whether it is the primary key
 * @param isUnique    whether it has a unique key of its own
 * @param isReference whether it refers to another table
 */
record ColumnSpec(
    String name,
    Type type,
    String collation,
    Nullability nullability,
    boolean isGenerated,
    boolean isVirtual,
    boolean isPrimary,
    boolean isUnique,
    boolean isReference) {

    enum Nullability {
        NOT_WRITTEN,
        NULL,
        NOT_NULL
    }

    /**
     * A type as written, its synonyms replaced.
     *
     * @param name     in upper case
     * @param length   first number in parentheses; {@value #NO_LENGTH} for none
     * @param scale    second number in parentheses; {@value #NO_LENGTH} for none
     * @param unsigned whether UNSIGNED or ZEROFILL is written
     * @param charset  of CHARACTER SET and what stands for it; null for none
     * @param isBinary whether the attribute BINARY is written
     * @param labels   of ENUM and SET
     */
    record Type(String name, long length, int scale, boolean unsigned, String charset, boolean isBinary,
        List<String> labels) {

        static final int NO_LENGTH = -1;
    }
}
