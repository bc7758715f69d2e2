package com.passkit.cdc.protocol.command;

import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;
import com.passkit.cdc.protocol.wire.LengthEncoded;
import com.passkit.cdc.protocol.wire.WireString;

import io.netty.buffer.ByteBuf;

/**
 * What a result set says of one of its columns.
 * <pre>
 * ColumnDefinition41 =&gt;
 *   Catalog      =&gt; LengthEncoded
 *   Schema       =&gt; LengthEncoded
 *   Table        =&gt; LengthEncoded
 *   OrgTable     =&gt; LengthEncoded
 *   Name         =&gt; LengthEncoded
 *   OrgName      =&gt; LengthEncoded
 *   FixedLength  =&gt; lenenc 0x0c
 *   Collation    =&gt; uint16
 *   Length       =&gt; uint32
 *   Type         =&gt; uint8, see {@link FieldType}
 *   Flags        =&gt; uint16
 *   Decimals     =&gt; uint8   31 for none
 *   Filler       =&gt; bytes[2]
 * </pre>
 * All integers are little endian. Source: MySQL Internals, "Protocol::ColumnDefinition41".
 *
 * @param table       alias of the table
 * @param name        alias of the column
 * @param collationId 63 for bytes
 * @param length      the most bytes a value takes as text
 * @param wireType    see {@link FieldType}
 * @param flags       16 bits
 * @param decimals    digits behind the point; 31 for none
 */
record ColumnDefinition(
    String table, String name, int collationId, long length, int wireType, int flags, int decimals) {

    private static final String STRUCTURE = "ColumnDefinition41";
    private static final int FIXED_LENGTH = 12;
    private static final int FLAG_NOT_NULL = 1;
    private static final int FLAG_UNSIGNED = 1 << 5;
    private static final int FLAG_ENUM = 1 << 8;
    private static final int FLAG_SET = 1 << 11;
    private static final int MAX_FRACTION_DIGITS = 6;

    /** @param bytes borrowed until this method returns; holds the packet and nothing else */
    static ColumnDefinition read(ByteBuf bytes) {
        WireString.readLengthEncoded(bytes, STRUCTURE, "catalog");
        WireString.readLengthEncoded(bytes, STRUCTURE, "schema");
        String table = WireString.readLengthEncoded(bytes, STRUCTURE, "table");
        WireString.readLengthEncoded(bytes, STRUCTURE, "org table");
        String name = WireString.readLengthEncoded(bytes, STRUCTURE, "name");
        WireString.readLengthEncoded(bytes, STRUCTURE, "org name");
        if (bytes.readableBytes() <= FIXED_LENGTH || LengthEncoded.read(bytes) != FIXED_LENGTH) {
            throw MalformedPacketException.of(STRUCTURE, "fixed length", bytes.readableBytes(),
                FIXED_LENGTH + " bytes");
        }
        return new ColumnDefinition(table, name, bytes.readUnsignedShortLE(), bytes.readUnsignedIntLE(),
            bytes.readUnsignedByte(), bytes.readUnsignedShortLE(), bytes.readUnsignedByte());
    }

    /** @return what can be said of the column without its table's definition */
    ColumnDescriptor toDescriptor() {
        ColumnType type = type();
        boolean isUnsigned = has(FLAG_UNSIGNED);
        int descriptorLength = switch (type) {
            case DECIMAL -> (int) length - (decimals > 0 ? 1 : 0) - (isUnsigned ? 0 : 1);
            case CHAR, VARCHAR, BINARY, VARBINARY, BIT -> (int) Math.min(length, Integer.MAX_VALUE);
            case VECTOR -> (int) (length / Float.BYTES);
            default -> 0;
        };
        int scale = switch (type) {
            case DECIMAL -> decimals;
            case TIME, DATETIME, TIMESTAMP -> decimals <= MAX_FRACTION_DIGITS ? decimals : 0;
            default -> 0;
        };
        return new ColumnDescriptor(name, type, isUnsigned && isNumber(type), !has(FLAG_NOT_NULL), descriptorLength,
            scale, type.isText() ? Collation.UTF8MB4 : Collation.BINARY, List.of());
    }

    private ColumnType type() {
        boolean isBinary = collationId == Collation.BINARY.id();
        return switch (wireType) {
            case FieldType.TINY -> ColumnType.TINYINT;
            case FieldType.SHORT -> ColumnType.SMALLINT;
            case FieldType.INT24 -> ColumnType.MEDIUMINT;
            case FieldType.LONG -> ColumnType.INT;
            case FieldType.LONGLONG -> ColumnType.BIGINT;
            case FieldType.FLOAT -> ColumnType.FLOAT;
            case FieldType.DOUBLE -> ColumnType.DOUBLE;
            case FieldType.DECIMAL, FieldType.NEWDECIMAL -> ColumnType.DECIMAL;
            case FieldType.BIT -> ColumnType.BIT;
            case FieldType.YEAR -> ColumnType.YEAR;
            case FieldType.DATE, FieldType.NEWDATE -> ColumnType.DATE;
            case FieldType.TIME -> ColumnType.TIME;
            case FieldType.DATETIME -> ColumnType.DATETIME;
            case FieldType.TIMESTAMP -> ColumnType.TIMESTAMP;
            case FieldType.ENUM -> ColumnType.ENUM;
            case FieldType.SET -> ColumnType.SET;
            case FieldType.STRING -> has(FLAG_ENUM) ? ColumnType.ENUM : has(FLAG_SET) ? ColumnType.SET
                : isBinary ? ColumnType.BINARY : ColumnType.CHAR;
            case FieldType.VARCHAR, FieldType.VAR_STRING -> isBinary ? ColumnType.VARBINARY : ColumnType.VARCHAR;
            case FieldType.TINY_BLOB, FieldType.MEDIUM_BLOB, FieldType.LONG_BLOB, FieldType.BLOB ->
                isBinary ? ColumnType.BLOB : ColumnType.TEXT;
            case FieldType.JSON -> ColumnType.JSON;
            case FieldType.GEOMETRY -> ColumnType.GEOMETRY;
            case FieldType.VECTOR -> ColumnType.VECTOR;
            case FieldType.NULL -> ColumnType.NULL;
            default -> throw new UnsupportedFeatureException(STRUCTURE + ".type: " + wireType + " of column " + name
                + " (expected: a type of MySQL 9.x or before)");
        };
    }

    private static boolean isNumber(ColumnType type) {
        return switch (type) {
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL -> true;
            default -> false;
        };
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
