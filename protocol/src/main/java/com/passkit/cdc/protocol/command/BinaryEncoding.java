package com.passkit.cdc.protocol.command;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;
import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;

/**
 * How a value of a binary row lies on the wire.
 * <pre>
 * INT8..INT64, FLOAT, DOUBLE  =&gt; little endian, fixed
 * DATE_TIME                   =&gt; uint8 length 0, 4, 7 or 11:
 *                                year(uint16) month(uint8) day(uint8) hour minute second(uint8) micros(uint32)
 * TIME                        =&gt; uint8 length 0, 8 or 12:
 *                                negative(uint8) days(uint32) hour minute second(uint8) micros(uint32)
 * BYTES                       =&gt; lenenc bytes
 * </pre>
 * Source: MySQL Internals, "Binary Protocol Value".
 */
enum BinaryEncoding {
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FLOAT(4),
    DOUBLE(8),
    DATE_TIME(0),
    TIME(0),
    BYTES(0),
    /** The value of an expression that is always NULL. */
    NOTHING(0);

    private static final String STRUCTURE = "BinaryRow";

    private final int fixedLength;

    BinaryEncoding(int fixedLength) {
        this.fixedLength = fixedLength;
    }

    static BinaryEncoding of(int wireType) {
        return switch (wireType) {
            case FieldType.TINY -> INT8;
            case FieldType.SHORT, FieldType.YEAR -> INT16;
            case FieldType.INT24, FieldType.LONG -> INT32;
            case FieldType.LONGLONG -> INT64;
            case FieldType.FLOAT -> FLOAT;
            case FieldType.DOUBLE -> DOUBLE;
            case FieldType.DATE, FieldType.NEWDATE, FieldType.DATETIME, FieldType.TIMESTAMP -> DATE_TIME;
            case FieldType.TIME -> TIME;
            case FieldType.NULL -> NOTHING;
            case FieldType.DECIMAL, FieldType.NEWDECIMAL, FieldType.BIT, FieldType.VARCHAR, FieldType.VAR_STRING,
                FieldType.STRING, FieldType.ENUM, FieldType.SET, FieldType.TINY_BLOB, FieldType.MEDIUM_BLOB,
                FieldType.LONG_BLOB, FieldType.BLOB, FieldType.JSON, FieldType.GEOMETRY, FieldType.VECTOR -> BYTES;
            default -> throw new UnsupportedFeatureException("ColumnDefinition41.type: " + wireType
                + " (expected: a type of MySQL 9.x or before)");
        };
    }

    /** @return whether a column of this type can be read from this encoding */
    boolean fits(ColumnType type) {
        return switch (type) {
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR ->
                this == INT8 || this == INT16 || this == INT32 || this == INT64;
            case FLOAT -> this == FLOAT;
            case DOUBLE -> this == DOUBLE;
            case DATE, DATETIME, TIMESTAMP -> this == DATE_TIME;
            case TIME -> this == TIME;
            case DECIMAL, BIT, CHAR, VARCHAR, TEXT, BINARY, VARBINARY, BLOB, ENUM, SET, JSON, GEOMETRY, VECTOR,
                INET4, INET6, UUID ->
                this == BYTES;
            case NULL -> true;
        };
    }

    /** @return where the value's bytes begin, behind their length where they have one */
    int dataIndex(ByteBuf bytes, int index, int limit) {
        return switch (this) {
            case DATE_TIME, TIME -> {
                requireWithin(index + 1L, limit);
                yield index + 1;
            }
            case BYTES -> {
                requireWithin(index + 1L, limit);
                int prefixLength = LengthEncoded.lengthAt(bytes, index);
                requireWithin((long) index + prefixLength, limit);
                yield index + prefixLength;
            }
            default -> index;
        };
    }

    /** @return bytes of the value from its data index on, checked against the end of the packet */
    int dataLength(ByteBuf bytes, int index, int dataIndex, int limit) {
        long length = switch (this) {
            case DATE_TIME, TIME -> bytes.getUnsignedByte(index);
            case BYTES -> LengthEncoded.get(bytes, index);
            default -> fixedLength;
        };
        if (length < 0 || length > limit - dataIndex) {
            throw MalformedPacketException.of(STRUCTURE, "value length", Long.toUnsignedString(length),
                "<= " + (limit - dataIndex) + ", the bytes that are left");
        }
        boolean isValid = switch (this) {
            case DATE_TIME -> length == 0 || length == 4 || length == 7 || length == 11;
            case TIME -> length == 0 || length == 8 || length == 12;
            default -> true;
        };
        if (!isValid) {
            throw MalformedPacketException.of(STRUCTURE, "temporal length", length, "as " + this + " has");
        }
        return (int) length;
    }

    private static void requireWithin(long end, int limit) {
        if (end > limit) {
            throw MalformedPacketException.of(STRUCTURE, "value", "end of packet", "a value");
        }
    }
}
