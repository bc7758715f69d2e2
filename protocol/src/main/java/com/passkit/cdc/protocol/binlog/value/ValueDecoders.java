package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

/** Chooses the decoder of a column. */
public final class ValueDecoders {

    /** The longest CHAR or VARCHAR whose length fits one byte. */
    private static final int MAX_ONE_BYTE_LENGTH = 255;
    private static final int MAX_PREFIX_LENGTH = 4;

    private ValueDecoders() {
    }

    /**
     * @param mysqlType type code of the table map ({@code enum_field_types}, as in the event: ENUM and SET still
     *                  inside 254)
     * @param metadata  the column's metadata in the table map, 0 to 65535, as MySQL's field metadata documentation
     *                  gives it (two-byte fields read as little endian; NEWDECIMAL: precision in the low byte, scale
     *                  in the high one; 254: real type in the low byte)
     * @param column    what is known of it: sign, collation
     * @throws UnsupportedFeatureException for an encoding that this version does not read, or that a column of this
     *                                     definition cannot have; names the column
     */
    public static ValueDecoder of(int mysqlType, int metadata, ColumnDescriptor column) {
        String name = column.name();
        ColumnEncoding encoding = encoding(mysqlType, metadata, column);
        return switch (mysqlType) {
            case FieldType.TINY -> new IntegerDecoder(name, 1, column.unsigned());
            case FieldType.SHORT -> new IntegerDecoder(name, 2, column.unsigned());
            case FieldType.INT24 -> new IntegerDecoder(name, 3, column.unsigned());
            case FieldType.LONG -> new IntegerDecoder(name, 4, column.unsigned());
            case FieldType.LONGLONG -> new IntegerDecoder(name, 8, column.unsigned());
            case FieldType.FLOAT -> new FloatDecoder(name);
            case FieldType.DOUBLE -> new DoubleDecoder(name);
            case FieldType.NEWDECIMAL -> new DecimalDecoder(name, encoding.length(), encoding.scale());
            case FieldType.BIT -> new BitDecoder(name, encoding.length());
            case FieldType.YEAR -> new YearDecoder(name);
            case FieldType.DATE, FieldType.NEWDATE -> new DateDecoder(name);
            case FieldType.TIME -> column.scale() == 0 ? new OldTimeDecoder(name)
                : new MariaDbTimeDecoder(name, column.scale());
            case FieldType.TIME2 -> new TimeDecoder(name, encoding.scale());
            case FieldType.DATETIME -> column.scale() == 0 ? new OldDateTimeDecoder(name)
                : new MariaDbDateTimeDecoder(name, column.scale());
            case FieldType.DATETIME2 -> new DateTimeDecoder(name, encoding.scale());
            case FieldType.TIMESTAMP -> column.scale() == 0 ? TimestampDecoder.old(name)
                : TimestampDecoder.ofMariaDb(name, column.scale());
            case FieldType.TIMESTAMP2 -> TimestampDecoder.of(name, encoding.scale());
            case FieldType.VARCHAR, FieldType.VAR_STRING -> string(encoding, column);
            case FieldType.VARCHAR_COMPRESSED -> new CompressedDecoder(name,
                metadata > MAX_ONE_BYTE_LENGTH ? 2 : 1, column.type() == ColumnType.VARCHAR);
            case FieldType.BLOB_COMPRESSED -> new CompressedDecoder(name, requirePrefix(metadata, column),
                column.type() == ColumnType.TEXT);
            case FieldType.STRING -> switch (encoding.type()) {
                case ENUM -> new EnumDecoder(name, packLength(metadata, 2, column));
                case SET -> new SetDecoder(name, packLength(metadata, Long.BYTES, column));
                default -> fixedString(encoding, column);
            };
            case FieldType.JSON, FieldType.TYPED_ARRAY -> blob(requireJsonPrefix(metadata, column), column);
            // what is left has its prefix length for metadata: BLOB, TEXT, GEOMETRY, VECTOR
            default -> blob(metadata, column);
        };
    }

    private static ColumnEncoding encoding(int mysqlType, int metadata, ColumnDescriptor column) {
        ColumnEncoding encoding;
        try {
            encoding = ColumnEncoding.of(mysqlType, metadata);
        } catch (UnsupportedFeatureException e) {
            throw new UnsupportedFeatureException("column " + column.name() + ": " + e.getMessage());
        }
        if (!encoding.fits(column.type())) {
            throw new UnsupportedFeatureException("column " + column.name() + ": " + encoding.type()
                + " in the event (expected: " + column.type() + ", as it is defined)");
        }
        return encoding;
    }

    private static ValueDecoder string(ColumnEncoding encoding, ColumnDescriptor column) {
        int prefixLength = encoding.length() > MAX_ONE_BYTE_LENGTH ? 2 : 1;
        return new LengthPrefixedDecoder(column.name(), prefixLength, content(column));
    }

    private static ValueDecoder fixedString(ColumnEncoding encoding, ColumnDescriptor column) {
        return switch (column.type()) {
            case INET4 -> new AddressDecoder(column.name(), AddressDecoder.Kind.INET4);
            case INET6 -> new AddressDecoder(column.name(), AddressDecoder.Kind.INET6);
            case UUID -> new AddressDecoder(column.name(), AddressDecoder.Kind.UUID);
            default -> string(encoding, column);
        };
    }

    private static ValueDecoder blob(int prefixLength, ColumnDescriptor column) {
        return new LengthPrefixedDecoder(column.name(), requirePrefix(prefixLength, column), content(column));
    }

    private static int requirePrefix(int prefixLength, ColumnDescriptor column) {
        if (prefixLength < 1 || prefixLength > MAX_PREFIX_LENGTH) {
            throw new UnsupportedFeatureException("column " + column.name() + ": bytes of length " + prefixLength
                + " (expected: 1 to " + MAX_PREFIX_LENGTH + ')');
        }
        return prefixLength;
    }

    /** Differences to a document have this prefix too, whatever the table map says. */
    private static int requireJsonPrefix(int metadata, ColumnDescriptor column) {
        if (metadata != MAX_PREFIX_LENGTH) {
            throw new UnsupportedFeatureException("column " + column.name() + ": bytes of length " + metadata
                + " (expected: " + MAX_PREFIX_LENGTH + ", for JSON)");
        }
        return metadata;
    }

    private static LengthPrefixedDecoder.Content content(ColumnDescriptor column) {
        return switch (column.type()) {
            case CHAR, VARCHAR, TEXT -> LengthPrefixedDecoder.Content.TEXT;
            case JSON -> LengthPrefixedDecoder.Content.JSON;
            default -> LengthPrefixedDecoder.Content.BYTES;
        };
    }

    private static int packLength(int metadata, int max, ColumnDescriptor column) {
        int length = StringMetadata.length(metadata);
        if (length < 1 || length > max) {
            throw new UnsupportedFeatureException("column " + column.name() + ": " + length + " bytes for "
                + column.type() + " (expected: 1 to " + max + ')');
        }
        return length;
    }
}
