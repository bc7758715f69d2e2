package com.passkit.cdc.protocol.row;

import java.util.List;
import java.util.Objects;

/**
 * What is known of a column.
 *
 * @param name      as in the table; {@code @1}, {@code @2}, … where it cannot be known
 * @param type      SQL type
 * @param unsigned  whether an integer, DECIMAL, FLOAT or DOUBLE is UNSIGNED
 * @param nullable  whether NULL is allowed
 * @param length    BINARY, VARBINARY: bytes; CHAR, VARCHAR: bytes at the most; BIT: bits; DECIMAL: precision; VECTOR:
 *                  dimensions; 0 elsewhere or where it is not known
 * @param scale     DECIMAL: digits behind the point; TIME, DATETIME, TIMESTAMP: digits of the fraction, 0 to 6; 0
 *                  elsewhere
 * @param collation of CHAR, VARCHAR, TEXT, ENUM, SET; {@link Collation#BINARY} elsewhere
 * @param labels    of ENUM and SET, in definition order; empty elsewhere or where they cannot be known
 */
public record ColumnDescriptor(
    String name,
    ColumnType type,
    boolean unsigned,
    boolean nullable,
    int length,
    int scale,
    Collation collation,
    List<String> labels) {

    public ColumnDescriptor {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(collation, "collation");
        labels = List.copyOf(labels);
    }

    /** A column of a type without length, scale, character set or labels. */
    public static ColumnDescriptor of(String name, ColumnType type, boolean nullable) {
        return new ColumnDescriptor(name, type, false, nullable, 0, 0, Collation.BINARY, List.of());
    }
}
