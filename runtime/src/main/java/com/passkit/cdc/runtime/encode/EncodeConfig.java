package com.passkit.cdc.runtime.encode;

import java.util.Objects;

import com.passkit.cdc.runtime.rules.ColumnRules;

/**
 * How values are written where there is a choice.
 *
 * @param connector name of the connector, in every event
 * @param bigint    BIGINT as a JSON number or as a string
 * @param decimal   DECIMAL as a string or as a JSON number
 * @param binary    bytes as base64 or as hexadecimal digits
 * @param zeroDates zero and partial dates as they are, or null
 * @param columns   which columns are written, and what is hidden of their values
 */
public record EncodeConfig(
    String connector, NumberForm bigint, NumberForm decimal, BinaryForm binary, ZeroDateForm zeroDates,
    ColumnRules columns) {

    /** JSON form of a number. */
    public enum NumberForm { NUMBER, STRING }

    /** JSON form of bytes. */
    public enum BinaryForm { BASE64, HEX }

    /** JSON form of dates that no calendar knows. */
    public enum ZeroDateForm { KEEP, NULL }

    public EncodeConfig {
        Objects.requireNonNull(connector, "connector");
        Objects.requireNonNull(bigint, "bigint");
        Objects.requireNonNull(decimal, "decimal");
        Objects.requireNonNull(binary, "binary");
        Objects.requireNonNull(zeroDates, "zeroDates");
        Objects.requireNonNull(columns, "columns");
    }

    /** With all columns as they are. */
    public EncodeConfig(
        String connector, NumberForm bigint, NumberForm decimal, BinaryForm binary, ZeroDateForm zeroDates) {
        this(connector, bigint, decimal, binary, zeroDates, ColumnRules.NONE);
    }

    /** @return the same with other columns */
    public EncodeConfig withColumns(ColumnRules newColumns) {
        return new EncodeConfig(connector, bigint, decimal, binary, zeroDates, newColumns);
    }

    /** The contract's defaults. */
    public static EncodeConfig of(String connector) {
        return new EncodeConfig(
            connector, NumberForm.NUMBER, NumberForm.STRING, BinaryForm.BASE64, ZeroDateForm.KEEP);
    }
}
