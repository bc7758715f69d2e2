package com.passkit.cdc.protocol.binlog.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.passkit.cdc.protocol.binlog.event.FieldCursor;
import com.passkit.cdc.protocol.binlog.event.TableMapEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.TableMapMetadataCursor;
import com.passkit.cdc.protocol.binlog.value.ColumnEncoding;
import com.passkit.cdc.protocol.row.ColumnType;

import io.netty.buffer.ByteBuf;

/**
 * The optional metadata of one table map, by column. Owned; what the event leaves out is absent.
 * Threading: one thread at a time.
 */
final class OptionalMetadata {

    /** The event does not name the collation. */
    static final int NO_COLLATION = -1;

    private final ColumnEncoding[] encodings;
    private final int columnCount;
    private boolean hasSignedness;
    private final boolean[] unsigned;
    private final int[] collations;
    private final String[] names;
    private boolean hasNames;
    private final byte[][][] labels;
    private final int[] dimensions;
    private int[] keyColumns = {};

    private OptionalMetadata(ColumnEncoding[] encodings) {
        this.encodings = encodings;
        columnCount = encodings.length;
        unsigned = new boolean[columnCount];
        collations = new int[columnCount];
        Arrays.fill(collations, NO_COLLATION);
        names = new String[columnCount];
        labels = new byte[columnCount][][];
        dimensions = new int[columnCount];
    }

    /** Memory: borrowed until this method returns. */
    static OptionalMetadata read(TableMapEventFlyweight event, ColumnEncoding[] encodings) {
        OptionalMetadata metadata = new OptionalMetadata(encodings);
        TableMapMetadataCursor fields = new TableMapMetadataCursor();
        event.optionalMetadata(fields);
        while (fields.next()) {
            metadata.readField(event.buffer(), fields);
        }
        return metadata;
    }

    private void readField(ByteBuf buffer, TableMapMetadataCursor fields) {
        FieldCursor value = fields.value();
        switch (fields.type()) {
            case TableMapMetadataCursor.SIGNEDNESS -> readSignedness(fields);
            case TableMapMetadataCursor.DEFAULT_CHARSET -> readDefaultCharset(value, false);
            case TableMapMetadataCursor.COLUMN_CHARSET -> readColumnCharset(value, false);
            case TableMapMetadataCursor.COLUMN_NAME -> readNames(value);
            case TableMapMetadataCursor.SET_STR_VALUE -> readLabels(buffer, value, ColumnType.SET);
            case TableMapMetadataCursor.ENUM_STR_VALUE -> readLabels(buffer, value, ColumnType.ENUM);
            case TableMapMetadataCursor.SIMPLE_PRIMARY_KEY -> readKey(value, false);
            case TableMapMetadataCursor.PRIMARY_KEY_WITH_PREFIX -> readKey(value, true);
            case TableMapMetadataCursor.ENUM_AND_SET_DEFAULT_CHARSET -> readDefaultCharset(value, true);
            case TableMapMetadataCursor.ENUM_AND_SET_COLUMN_CHARSET -> readColumnCharset(value, true);
            case TableMapMetadataCursor.VECTOR_DIMENSIONALITY -> readDimensions(value);
            default -> {
                // GEOMETRY_TYPE and COLUMN_VISIBILITY do not matter here; a later server's field is skipped.
            }
        }
    }

    private void readSignedness(TableMapMetadataCursor fields) {
        hasSignedness = true;
        int bit = 0;
        for (int column = 0; column < columnCount; column++) {
            if (encodings[column].hasSignedness()) {
                unsigned[column] = fields.bit(bit++);
            }
        }
    }

    private boolean isCounted(int column, boolean isEnumCharset) {
        return isEnumCharset ? encodings[column].hasEnumCharset() : encodings[column].hasCharset();
    }

    private void readDefaultCharset(FieldCursor value, boolean isEnumCharset) {
        int[] counted = new int[columnCount];
        int count = 0;
        int collation = value.readCount("defaultCharset", Integer.MAX_VALUE);
        for (int column = 0; column < columnCount; column++) {
            if (isCounted(column, isEnumCharset)) {
                collations[column] = collation;
                counted[count++] = column;
            }
        }
        while (value.remaining() > 0) {
            int n = value.readCount("defaultCharset.column", count - 1);
            collations[counted[n]] = value.readCount("defaultCharset.collation", Integer.MAX_VALUE);
        }
    }

    private void readColumnCharset(FieldCursor value, boolean isEnumCharset) {
        for (int column = 0; column < columnCount; column++) {
            if (isCounted(column, isEnumCharset) && value.remaining() > 0) {
                collations[column] = value.readCount("columnCharset", Integer.MAX_VALUE);
            }
        }
    }

    private void readNames(FieldCursor value) {
        hasNames = true;
        for (int column = 0; column < columnCount; column++) {
            names[column] = value.readText("columnName", StandardCharsets.UTF_8);
        }
    }

    private void readLabels(ByteBuf buffer, FieldCursor value, ColumnType type) {
        for (int column = 0; column < columnCount; column++) {
            if (encodings[column].type() == type) {
                int count = value.readCount("labels", value.remaining());
                labels[column] = new byte[count][];
                for (int i = 0; i < count; i++) {
                    byte[] label = new byte[value.readLength("label")];
                    buffer.getBytes(value.skip(label.length, "label"), label);
                    labels[column][i] = label;
                }
            }
        }
    }

    private void readKey(FieldCursor value, boolean hasPrefixes) {
        List<Integer> columns = new ArrayList<>();
        while (value.remaining() > 0) {
            columns.add(value.readCount("primaryKey.column", columnCount - 1));
            if (hasPrefixes) {
                value.readLengthEncoded("primaryKey.prefixLength");
            }
        }
        keyColumns = columns.stream().mapToInt(Integer::intValue).toArray();
    }

    private void readDimensions(FieldCursor value) {
        for (int column = 0; column < columnCount; column++) {
            if (encodings[column].type() == ColumnType.VECTOR && value.remaining() > 0) {
                dimensions[column] = value.readCount("vectorDimensionality", Integer.MAX_VALUE);
            }
        }
    }

    /** Whether the row metadata is FULL: names, labels and the primary key are here. */
    boolean isFull() {
        return hasNames;
    }

    boolean hasSignedness() {
        return hasSignedness;
    }

    boolean isUnsigned(int column) {
        return unsigned[column];
    }

    /** Number of the column's collation, or {@link #NO_COLLATION}. */
    int collation(int column) {
        return collations[column];
    }

    String name(int column) {
        return names[column];
    }

    /** Labels in the column's character set; null when the event has none. */
    byte[][] labels(int column) {
        return labels[column];
    }

    /** Dimensions of a VECTOR column; 0 when the event does not tell. */
    int dimensions(int column) {
        return dimensions[column];
    }

    int[] keyColumns() {
        return keyColumns;
    }
}
