package com.passkit.cdc.protocol.row;

/**
 * SQL types of columns, as a user declares them. The encodings on the wire are more ({@code enum_field_types}); they
 * belong to
 * the decoders.
 */
public enum ColumnType {
    TINYINT,
    SMALLINT,
    MEDIUMINT,
    INT,
    BIGINT,
    FLOAT,
    DOUBLE,
    DECIMAL,
    BIT,
    YEAR,
    DATE,
    TIME,
    DATETIME,
    TIMESTAMP,
    CHAR,
    VARCHAR,
    /** TINYTEXT to LONGTEXT. */
    TEXT,
    BINARY,
    VARBINARY,
    /** TINYBLOB to LONGBLOB. */
    BLOB,
    ENUM,
    SET,
    JSON,
    /** GEOMETRY and its kinds. */
    GEOMETRY,
    VECTOR,
    /** An IPv4 address of MariaDB, as text. */
    INET4,
    /** An IPv6 address of MariaDB, as text. */
    INET6,
    /** MariaDB's, as text. */
    UUID,
    /** The type of an expression that is always NULL; never that of a table's column. */
    NULL;

    /** @return whether values have a character set */
    public boolean isText() {
        return switch (this) {
            case CHAR, VARCHAR, TEXT, ENUM, SET -> true;
            default -> false;
        };
    }
}
