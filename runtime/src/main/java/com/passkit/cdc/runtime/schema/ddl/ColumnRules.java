package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.snapshot.catalog.ColumnModel;

/** Makes a column of what a statement says of it, as the server does: synonyms, defaults and silent changes. */
final class ColumnRules {

    private static final int MAX_VARCHAR_LENGTH = 65535;
    private static final int MAX_FLOAT_PRECISION = 24;
    private static final int DECIMAL_PRECISION = 10;
    private static final int VECTOR_DIMENSIONS = 2048;
    private static final int FIRST_8_0 = 80000;

    private final StatementContext context;
    private final CollationRules collations;

    ColumnRules(StatementContext context, CollationRules collations) {
        this.context = context;
        this.collations = collations;
    }

    /** @param tableCollation of columns that name none; null where it is not known */
    ColumnModel build(ColumnSpec spec, Collation tableCollation) {
        ColumnSpec.Type written = spec.type();
        ColumnType type = type(written);
        Collation collation = Collation.BINARY;
        int length = length(type, written);
        if (type.isText()) {
            boolean isJson = written.name().equals("JSON");
            collation = isJson ? collations.named("utf8mb4_bin", null, null) : collation(spec, tableCollation);
        }
        ColumnDescriptor column = new ColumnDescriptor(spec.name(), type, isUnsigned(type, written),
            isNullable(spec, type), length, scale(type, written), collation, labels(written, collation));
        return ColumnModel.of(encoded(column), spec.isVirtual());
    }

    /** @return the column under another collation; the number of characters stays */
    ColumnModel converted(ColumnModel column, Collation collation) {
        ColumnDescriptor old = column.descriptor();
        if (!old.type().isText() || old.collation().isBinary()) {
            return column;
        }
        int characters = old.length() / collations.bytesPerCharacter(old.collation());
        return ColumnModel.of(encoded(new ColumnDescriptor(old.name(), old.type(), old.unsigned(), old.nullable(),
            characters, old.scale(), collation, old.labels())), column.isVirtual());
    }

    static ColumnModel notNull(ColumnModel column) {
        ColumnDescriptor old = column.descriptor();
        return ColumnModel.of(new ColumnDescriptor(old.name(), old.type(), old.unsigned(), false, old.length(),
            old.scale(), old.collation(), old.labels()), column.isVirtual());
    }

    static ColumnModel renamed(ColumnModel column, String name) {
        ColumnDescriptor old = column.descriptor();
        return ColumnModel.of(new ColumnDescriptor(name, old.type(), old.unsigned(), old.nullable(), old.length(),
            old.scale(), old.collation(), old.labels()), column.isVirtual());
    }

    /** @return characters, or bytes of a binary type; 0 for types without such a length */
    int characters(ColumnDescriptor column) {
        return switch (column.type()) {
            case CHAR, VARCHAR -> column.length() / collations.bytesPerCharacter(column.collation());
            case BINARY, VARBINARY -> column.length();
            default -> 0;
        };
    }

    /** Length in bytes, the type of text without a character set, and what is too long for its type. */
    private ColumnDescriptor encoded(ColumnDescriptor column) {
        ColumnType type = column.type();
        Collation collation = column.collation();
        if (collation.isBinary() && type.isText()) {
            type = switch (type) {
                case CHAR -> ColumnType.BINARY;
                case VARCHAR -> ColumnType.VARBINARY;
                case TEXT -> ColumnType.BLOB;
                default -> type;
            };
        }
        int length = column.length();
        if (type == ColumnType.CHAR || type == ColumnType.VARCHAR) {
            length *= collations.bytesPerCharacter(collation);
        }
        if (length > MAX_VARCHAR_LENGTH && (type == ColumnType.VARCHAR || type == ColumnType.VARBINARY)) {
            type = type == ColumnType.VARCHAR ? ColumnType.TEXT : ColumnType.BLOB;
        }
        boolean hasLength = switch (type) {
            case TEXT, BLOB, ENUM, SET -> false;
            default -> true;
        };
        return new ColumnDescriptor(column.name(), type, column.unsigned(), column.nullable(), hasLength ? length : 0,
            column.scale(), collation, column.labels());
    }

    private ColumnType type(ColumnSpec.Type written) {
        return switch (written.name()) {
            case "TINYINT", "BOOL", "BOOLEAN" -> ColumnType.TINYINT;
            case "SMALLINT" -> ColumnType.SMALLINT;
            case "MEDIUMINT" -> ColumnType.MEDIUMINT;
            case "INT" -> ColumnType.INT;
            case "BIGINT", "SERIAL" -> ColumnType.BIGINT;
            case "REAL" -> context.hasMode(SqlMode.REAL_AS_FLOAT) ? ColumnType.FLOAT : ColumnType.DOUBLE;
            case "DOUBLE" -> ColumnType.DOUBLE;
            case "FLOAT" -> written.scale() == ColumnSpec.Type.NO_LENGTH && written.length() > MAX_FLOAT_PRECISION
                ? ColumnType.DOUBLE : ColumnType.FLOAT;
            case "DECIMAL", "NUMERIC", "FIXED" -> ColumnType.DECIMAL;
            case "BIT" -> ColumnType.BIT;
            case "YEAR" -> ColumnType.YEAR;
            case "DATE" -> ColumnType.DATE;
            case "TIME" -> ColumnType.TIME;
            case "DATETIME" -> ColumnType.DATETIME;
            case "TIMESTAMP" -> context.hasMode(SqlMode.MAXDB) ? ColumnType.DATETIME : ColumnType.TIMESTAMP;
            case "CHAR" -> ColumnType.CHAR;
            case "VARCHAR" -> ColumnType.VARCHAR;
            case "TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT" -> ColumnType.TEXT;
            case "BINARY" -> ColumnType.BINARY;
            case "VARBINARY" -> ColumnType.VARBINARY;
            case "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB" -> ColumnType.BLOB;
            case "ENUM" -> ColumnType.ENUM;
            case "SET" -> ColumnType.SET;
            case "JSON" -> context.server().isMariaDb() ? ColumnType.TEXT : ColumnType.JSON;
            case "GEOMETRY", "GEOMETRYCOLLECTION", "POINT", "MULTIPOINT", "LINESTRING", "MULTILINESTRING", "POLYGON",
                "MULTIPOLYGON" -> ColumnType.GEOMETRY;
            case "VECTOR" -> ColumnType.VECTOR;
            case "UUID" -> ColumnType.UUID;
            case "INET4" -> ColumnType.INET4;
            case "INET6" -> ColumnType.INET6;
            default -> throw new UnreadableStatementException("type " + written.name() + " is not known");
        };
    }

    private static boolean isUnsigned(ColumnType type, ColumnSpec.Type written) {
        return switch (type) {
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL ->
                written.unsigned() || written.name().equals("SERIAL");
            default -> false;
        };
    }

    /** @return characters of text, else as a descriptor has it */
    private static int length(ColumnType type, ColumnSpec.Type written) {
        int length = written.length() > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) written.length();
        return switch (type) {
            case CHAR, VARCHAR, BINARY, VARBINARY -> length == ColumnSpec.Type.NO_LENGTH ? 1 : length;
            case BIT -> length <= 0 ? 1 : length;
            case DECIMAL -> length <= 0 ? DECIMAL_PRECISION : length;
            case VECTOR -> length <= 0 ? VECTOR_DIMENSIONS : length;
            default -> 0;
        };
    }

    private static int scale(ColumnType type, ColumnSpec.Type written) {
        return switch (type) {
            case DECIMAL -> Math.max(0, written.scale());
            case TIME, DATETIME, TIMESTAMP -> (int) Math.max(0, written.length());
            default -> 0;
        };
    }

    private boolean isNullable(ColumnSpec spec, ColumnType type) {
        return switch (spec.nullability()) {
            // 5.7 passes over it where a column is generated.
            case NULL -> !(isImplicitNotNull(spec, type) && spec.isGenerated()
                && context.server().version() < FIRST_8_0);
            case NOT_NULL -> false;
            case NOT_WRITTEN -> !spec.type().name().equals("SERIAL")
                && !isImplicitNotNull(spec, type);
        };
    }

    private boolean isImplicitNotNull(ColumnSpec spec, ColumnType type) {
        return type == ColumnType.TIMESTAMP && !context.explicitDefaultsForTimestamp()
            && !(spec.isGenerated() && context.server().isMariaDb());
    }

    private Collation collation(ColumnSpec spec, Collation tableCollation) {
        ColumnSpec.Type type = spec.type();
        Collation collation = tableCollation;
        if (type.charset() != null) {
            collation = type.charset().equalsIgnoreCase(Collation.BINARY.charset())
                ? Collation.BINARY : collations.ofCharset(type.charset());
        }
        if (spec.collation() != null) {
            return collations.named(spec.collation(), type.charset(), tableCollation);
        }
        if (collation == null) {
            throw new UnreadableStatementException("column " + spec.name()
                + ": the default character set of the table is not known");
        }
        return type.isBinary() ? collations.binary(collation) : collation;
    }

    /** Spaces at the end of a label go, unless it is bytes. */
    private static List<String> labels(ColumnSpec.Type written, Collation collation) {
        return collation.isBinary() ? written.labels()
            : written.labels().stream().map(label -> label.replaceAll(" +$", "")).toList();
    }
}
