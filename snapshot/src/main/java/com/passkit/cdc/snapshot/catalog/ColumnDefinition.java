package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;

/**
 * One row of {@code information_schema.COLUMNS}.
 *
 * @param ordinal    {@code ORDINAL_POSITION}; columns that the server hides leave a gap
 * @param isVirtual  whether the column is generated and not stored
 * @param descriptor what the column is
 */
record ColumnDefinition(int ordinal, boolean isVirtual, ColumnDescriptor descriptor) {

    /** The select list that {@link #of} reads, behind TABLE_SCHEMA and TABLE_NAME. */
    static final String SELECT_LIST = "COLUMN_NAME, ORDINAL_POSITION, IS_NULLABLE, DATA_TYPE, COLUMN_TYPE, "
        + "CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, COLLATION_NAME, EXTRA";

    private static final int NAME = 2;
    private static final int ORDINAL = NAME + 1;
    private static final int NULLABLE = ORDINAL + 1;
    private static final int DATA_TYPE = NULLABLE + 1;
    private static final int COLUMN_TYPE = DATA_TYPE + 1;
    private static final int OCTET_LENGTH = COLUMN_TYPE + 1;
    private static final int PRECISION = OCTET_LENGTH + 1;
    private static final int SCALE = PRECISION + 1;
    private static final int FRACTION = SCALE + 1;
    private static final int COLLATION = FRACTION + 1;
    private static final int EXTRA = COLLATION + 1;

    static ColumnDefinition of(ResultRow row, TableName table, Map<String, Collation> collations) {
        String name = row.get(NAME);
        String columnType = row.get(COLUMN_TYPE);
        ColumnType type = type(row.get(DATA_TYPE), table, name);
        return new ColumnDefinition(
            Integer.parseInt(row.get(ORDINAL)),
            row.get(EXTRA).toUpperCase(Locale.ROOT).contains("VIRTUAL GENERATED"),
            new ColumnDescriptor(name, type, isUnsigned(type, columnType), "YES".equals(row.get(NULLABLE)),
                length(type, row, columnType), scale(type, row), collation(type, row.get(COLLATION), collations),
                type == ColumnType.ENUM || type == ColumnType.SET ? EnumLabels.parse(columnType) : List.of()));
    }

    private static ColumnType type(String dataType, TableName table, String column) {
        return switch (dataType.toLowerCase(Locale.ROOT)) {
            case "tinyint" -> ColumnType.TINYINT;
            case "smallint" -> ColumnType.SMALLINT;
            case "mediumint" -> ColumnType.MEDIUMINT;
            case "int" -> ColumnType.INT;
            case "bigint" -> ColumnType.BIGINT;
            case "float" -> ColumnType.FLOAT;
            case "double" -> ColumnType.DOUBLE;
            case "decimal" -> ColumnType.DECIMAL;
            case "bit" -> ColumnType.BIT;
            case "year" -> ColumnType.YEAR;
            case "date" -> ColumnType.DATE;
            case "time" -> ColumnType.TIME;
            case "datetime" -> ColumnType.DATETIME;
            case "timestamp" -> ColumnType.TIMESTAMP;
            case "char" -> ColumnType.CHAR;
            case "varchar" -> ColumnType.VARCHAR;
            case "tinytext", "text", "mediumtext", "longtext" -> ColumnType.TEXT;
            case "binary" -> ColumnType.BINARY;
            case "varbinary" -> ColumnType.VARBINARY;
            case "tinyblob", "blob", "mediumblob", "longblob" -> ColumnType.BLOB;
            case "enum" -> ColumnType.ENUM;
            case "set" -> ColumnType.SET;
            case "json" -> ColumnType.JSON;
            case "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
                "geometrycollection", "geomcollection" -> ColumnType.GEOMETRY;
            case "vector" -> ColumnType.VECTOR;
            case "inet4" -> ColumnType.INET4;
            case "inet6" -> ColumnType.INET6;
            case "uuid" -> ColumnType.UUID;
            default -> throw new UnsupportedFeatureException("column " + table + '.' + column + ": type " + dataType
                + " is not known to this version (remedy: exclude the table)");
        };
    }

    private static boolean isUnsigned(ColumnType type, String columnType) {
        return switch (type) {
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL ->
                columnType.toLowerCase(Locale.ROOT).contains(" unsigned");
            default -> false;
        };
    }

    private static int length(ColumnType type, ResultRow row, String columnType) {
        return switch (type) {
            case CHAR, VARCHAR, BINARY, VARBINARY -> number(row.get(OCTET_LENGTH));
            case BIT, DECIMAL -> number(row.get(PRECISION));
            case VECTOR -> number(columnType.substring(columnType.indexOf('(') + 1, columnType.indexOf(')')));
            default -> 0;
        };
    }

    private static int scale(ColumnType type, ResultRow row) {
        return switch (type) {
            case DECIMAL -> number(row.get(SCALE));
            case TIME, DATETIME, TIMESTAMP -> number(row.get(FRACTION));
            default -> 0;
        };
    }

    private static Collation collation(ColumnType type, String name, Map<String, Collation> collations) {
        if (!type.isText() || name == null) {
            return Collation.BINARY;
        }
        Collation collation = collations.get(name.toLowerCase(Locale.ROOT));
        if (collation == null) {
            throw new UnsupportedFeatureException("collation " + name + " is not in information_schema.COLLATIONS");
        }
        return collation;
    }

    private static int number(String text) {
        return text == null ? 0 : Integer.parseInt(text.strip());
    }
}
