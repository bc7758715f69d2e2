package com.passkit.cdc.protocol.row.owned;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * A row image or result row that the caller owns. The type of the column says what Java value stands for it:
 * <pre>
 * TINYINT … INT, BIGINT, YEAR   Long
 * BIGINT UNSIGNED               BigInteger
 * FLOAT, DOUBLE                 Float, Double
 * DECIMAL                       BigDecimal with the column's scale
 * BIT(1), BIT(2 … 64)           Boolean, Long (to be read as unsigned)
 * CHAR, VARCHAR, TEXT           String
 * BINARY, VARBINARY, BLOB       byte[]; BINARY(n) has all its n bytes
 * ENUM                          String: its label, "" for the error value; Integer: its number, where labels are
 *                               not known
 * SET                           Set&lt;String&gt; in definition order; Long: its bits, where labels are not known
 * DATE                          LocalDate
 * DATETIME                      LocalDateTime
 * TIMESTAMP                     Instant; of a result set only when the session's time_zone is +00:00
 * zero and partial dates        String, for instance "0000-00-00" or "2024-00-15 01:02:03"
 * TIME                          Duration, negative ones too
 * JSON                          String: the document without white space between its tokens
 * GEOMETRY                      {@link Geometry}
 * VECTOR                        float[]
 * NULL                          null
 * </pre>
 * Immutable, but for the arrays, which are not copied. Threading: any thread.
 */
public final class OwnedRow {

    private static final Object ABSENT = new Object();

    private final TableDescriptor table;
    private final Object[] values;

    OwnedRow(TableDescriptor table, Object[] values) {
        this.table = table;
        this.values = values;
    }

    static Object[] absent(int count) {
        Object[] values = new Object[count];
        Arrays.fill(values, ABSENT);
        return values;
    }

    /** @return what the columns are; the indexes below are those of its columns */
    public TableDescriptor table() {
        return table;
    }

    /**
     * @param column index of a column
     * @return false when the server did not log it (row image not FULL); it is then neither null nor a value
     */
    public boolean isPresent(int column) {
        return values[column] != ABSENT;
    }

    /**
     * @param column index of a column
     * @return its value; null for SQL NULL, and for one that is not present
     */
    public Object get(int column) {
        return values[column] == ABSENT ? null : values[column];
    }

    /**
     * @param column name of a column, case ignored
     * @return its value; null for SQL NULL, and for one that is not present
     * @throws IllegalArgumentException when there is no such column
     */
    public Object get(String column) {
        for (int i = 0; i < values.length; i++) {
            if (table.column(i).name().equalsIgnoreCase(column)) {
                return get(i);
            }
        }
        throw new IllegalArgumentException("column: " + column + " (expected: one of " + table + ')');
    }

    /** @return the present columns in table order, by name; unmodifiable */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            if (isPresent(i)) {
                map.put(table.column(i).name(), values[i]);
            }
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OwnedRow that && table.equals(that.table)
            && Arrays.deepEquals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(table, Arrays.deepHashCode(values));
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
