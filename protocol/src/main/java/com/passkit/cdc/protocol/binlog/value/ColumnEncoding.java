package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.BinaryDecimal;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

/**
 * What a table map says of a column by its type code and metadata alone, without optional metadata and without a
 * definition.
 *
 * @param type           its type, for a column that may have a character set the one with it: CHAR, VARCHAR, TEXT;
 *                       {@link #type(Collation)} tells it from BINARY, VARBINARY, BLOB
 * @param length         as {@code ColumnDescriptor.length}: bytes of CHAR and VARCHAR, bits of BIT, precision of
 *                       DECIMAL; 0 elsewhere
 * @param scale          as {@code ColumnDescriptor.scale}
 * @param hasSignedness  whether the SIGNEDNESS metadata has a bit for it
 * @param hasCharset     whether the charset metadata of character columns (DEFAULT_CHARSET, COLUMN_CHARSET) counts it;
 *                       from 9.0 on they count VECTOR too
 * @param hasEnumCharset whether the charset metadata of ENUM and SET columns counts it
 */
public record ColumnEncoding(
    ColumnType type, int length, int scale, boolean hasSignedness, boolean hasCharset, boolean hasEnumCharset) {

    private static final int MAX_FRACTION_DIGITS = 6;
    private static final int COMPRESSED_HEADER_LENGTH = 1;
    private static final int INET4_LENGTH = 4;
    private static final int INET6_LENGTH = 16;

    /**
     * @param mysqlType type code of the table map
     * @param metadata  as {@link ValueDecoders#of} takes it
     * @throws UnsupportedFeatureException for a type code that this version does not read
     */
    public static ColumnEncoding of(int mysqlType, int metadata) {
        return switch (mysqlType) {
            case FieldType.TINY -> number(ColumnType.TINYINT);
            case FieldType.SHORT -> number(ColumnType.SMALLINT);
            case FieldType.INT24 -> number(ColumnType.MEDIUMINT);
            case FieldType.LONG -> number(ColumnType.INT);
            case FieldType.LONGLONG -> number(ColumnType.BIGINT);
            case FieldType.FLOAT -> number(ColumnType.FLOAT);
            case FieldType.DOUBLE -> number(ColumnType.DOUBLE);
            case FieldType.NEWDECIMAL -> decimal(metadata & 0xff, metadata >>> Byte.SIZE);
            case FieldType.BIT -> plain(ColumnType.BIT, bitCount(metadata), 0);
            case FieldType.YEAR -> plain(ColumnType.YEAR, 0, 0);
            case FieldType.DATE, FieldType.NEWDATE -> plain(ColumnType.DATE, 0, 0);
            case FieldType.TIME -> plain(ColumnType.TIME, 0, 0);
            case FieldType.DATETIME -> plain(ColumnType.DATETIME, 0, 0);
            case FieldType.TIMESTAMP -> plain(ColumnType.TIMESTAMP, 0, 0);
            case FieldType.TIME2 -> fraction(ColumnType.TIME, metadata);
            case FieldType.DATETIME2 -> fraction(ColumnType.DATETIME, metadata);
            case FieldType.TIMESTAMP2 -> fraction(ColumnType.TIMESTAMP, metadata);
            case FieldType.VARCHAR, FieldType.VAR_STRING -> text(ColumnType.VARCHAR, metadata);
            case FieldType.VARCHAR_COMPRESSED -> text(ColumnType.VARCHAR, metadata - COMPRESSED_HEADER_LENGTH);
            case FieldType.STRING -> string(metadata);
            case FieldType.TINY_BLOB, FieldType.MEDIUM_BLOB, FieldType.LONG_BLOB, FieldType.BLOB,
                FieldType.BLOB_COMPRESSED ->
                text(ColumnType.TEXT, 0);
            case FieldType.JSON, FieldType.TYPED_ARRAY -> plain(ColumnType.JSON, 0, 0);
            case FieldType.GEOMETRY -> plain(ColumnType.GEOMETRY, 0, 0);
            case FieldType.VECTOR -> new ColumnEncoding(ColumnType.VECTOR, 0, 0, false, true, false);
            default -> throw unsupported("type", mysqlType);
        };
    }

    private static ColumnEncoding number(ColumnType type) {
        return new ColumnEncoding(type, 0, 0, true, false, false);
    }

    private static ColumnEncoding decimal(int precision, int scale) {
        if (!BinaryDecimal.isValid(precision, scale)) {
            throw unsupported("decimal", precision + "," + scale);
        }
        return new ColumnEncoding(ColumnType.DECIMAL, precision, scale, true, false, false);
    }

    private static ColumnEncoding plain(ColumnType type, int length, int scale) {
        return new ColumnEncoding(type, length, scale, false, false, false);
    }

    private static ColumnEncoding fraction(ColumnType type, int digits) {
        if (digits > MAX_FRACTION_DIGITS) {
            throw unsupported("fraction digits", digits);
        }
        return plain(type, 0, digits);
    }

    private static ColumnEncoding text(ColumnType type, int length) {
        return new ColumnEncoding(type, length, 0, false, true, false);
    }

    private static ColumnEncoding string(int metadata) {
        int realType = StringMetadata.realType(metadata);
        return switch (realType) {
            case FieldType.STRING -> text(ColumnType.CHAR, StringMetadata.length(metadata));
            case FieldType.ENUM -> new ColumnEncoding(ColumnType.ENUM, 0, 0, false, false, true);
            case FieldType.SET -> new ColumnEncoding(ColumnType.SET, 0, 0, false, false, true);
            default -> throw unsupported("real type", realType);
        };
    }

    /** Bits of a BIT column: those beyond whole bytes in the low byte, whole bytes in the high one. */
    static int bitCount(int metadata) {
        int bits = (metadata & 0xff) + Byte.SIZE * (metadata >>> Byte.SIZE);
        if (bits < 1 || bits > Long.SIZE) {
            throw unsupported("bits", bits);
        }
        return bits;
    }

    private static UnsupportedFeatureException unsupported(String field, Object value) {
        return new UnsupportedFeatureException(
            "tableMap.column." + field + ": " + value + " (expected: one that this version reads)");
    }

    /** @return its type when the collation is known: BINARY, VARBINARY, BLOB for the binary one */
    public ColumnType type(Collation collation) {
        return collation.isBinary() ? binaryType() : type;
    }

    private ColumnType binaryType() {
        return switch (type) {
            case CHAR -> ColumnType.BINARY;
            case VARCHAR -> ColumnType.VARBINARY;
            case TEXT -> ColumnType.BLOB;
            default -> type;
        };
    }

    /** @return whether a column that is defined with this type can have this encoding */
    public boolean fits(ColumnType defined) {
        return defined == type || defined == binaryType() || isAddress(defined);
    }

    /** @return whether it is the encoding of such a column of MariaDB, which looks like a BINARY */
    private boolean isAddress(ColumnType defined) {
        return type == ColumnType.CHAR && switch (defined) {
            case INET4 -> length == INET4_LENGTH;
            case INET6, UUID -> length == INET6_LENGTH;
            default -> false;
        };
    }

    /**
     * @param mysqlType type code of the table map
     * @return whether MariaDB has several types for this encoding, which only a definition tells apart
     */
    public boolean isAmbiguousInMariaDb(int mysqlType) {
        return isOldTemporal(mysqlType) || isAddress(ColumnType.INET4) || isAddress(ColumnType.INET6);
    }

    /**
     * @param mysqlType type code of the table map
     * @return whether it is a temporal type whose metadata does not tell the digits of its fraction: none in MySQL
     */
    public static boolean isOldTemporal(int mysqlType) {
        return mysqlType == FieldType.TIME || mysqlType == FieldType.DATETIME || mysqlType == FieldType.TIMESTAMP;
    }
}
