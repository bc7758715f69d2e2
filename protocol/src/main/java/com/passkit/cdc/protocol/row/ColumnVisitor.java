package com.passkit.cdc.protocol.row;

import io.netty.buffer.ByteBuf;

/**
 * Receives the values of a row, one call a column, as primitives or borrowed byte ranges. Which method is called
 * follows
 * from the column's {@link ColumnType}, and is the same for a binlog row image and for a row of a result set.
 * <p>
 * Memory: every buffer is borrowed until the method returns; {@code index} is absolute in it, {@code length} in bytes.
 */
public interface ColumnVisitor {

    /** SQL NULL, whatever the type. */
    void onNull(int column);

    /** TINYINT to BIGINT when signed; YEAR (0, 1901 to 2155). */
    void onSigned(int column, long value);

    /** TINYINT to BIGINT when UNSIGNED; the value is to be read as unsigned 64 bit. */
    void onUnsigned(int column, long value);

    /** FLOAT. */
    void onFloat(int column, float value);

    /** DOUBLE. */
    void onDouble(int column, double value);

    /**
     * DECIMAL as MySQL prints it, with the column's scale: ASCII digits, a sign only when negative, a point when
     * scale &gt; 0.
     */
    void onDecimal(int column, ByteBuf ascii, int index, int length);

    /** BIT(1) to BIT(64); the value is to be read as unsigned 64 bit. */
    void onBit(int column, long bits);

    /**
     * CHAR, VARCHAR, TEXT; ENUM and SET of a result set; INET4, INET6, UUID. The bytes are in the column's character
     * set.
     */
    void onString(int column, ByteBuf bytes, int index, int length);

    /**
     * BINARY, VARBINARY, BLOB: the bytes (BINARY may lack trailing zero bytes, which the binlog drops). GEOMETRY: SRID
     * (uint32, little endian) and WKB. VECTOR: IEEE 754 singles, little endian.
     */
    void onBytes(int column, ByteBuf bytes, int index, int length);

    /** ENUM of a binlog row: 1-based index of the label, 0 for the error value. */
    void onEnum(int column, int ordinal);

    /** SET of a binlog row: bit n for label n, from the least significant. */
    void onSet(int column, long bits);

    /** DATE, zero and partial dates included. */
    void onDate(int column, int year, int month, int day);

    /** DATETIME as it stands, TIMESTAMP in UTC. All fields 0 is MySQL's zero value. */
    void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros);

    /** TIME, up to 838 hours. {@code negative} applies to the whole value; the fields are magnitudes. */
    void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros);

    /** JSON in MySQL's binary format, as the binlog carries it; length 0 stands for the JSON literal null. */
    void onJsonBinary(int column, ByteBuf bytes, int index, int length);

    /** JSON as the server prints it in a result set, utf8mb4. */
    void onJsonText(int column, ByteBuf utf8, int index, int length);
}
