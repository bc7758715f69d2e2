package com.passkit.cdc.protocol.binlog.image;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

import com.passkit.cdc.protocol.binlog.event.TableMapEventFlyweight;
import com.passkit.cdc.protocol.binlog.value.ColumnEncoding;
import com.passkit.cdc.protocol.binlog.value.ValueDecoder;
import com.passkit.cdc.protocol.binlog.value.ValueDecoders;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.row.text.TextDecoder;
import com.passkit.cdc.protocol.wire.FieldType;

import io.netty.buffer.Unpooled;

/**
 * Turns a TABLE_MAP event into a layout. What the event says wins over a definition; a definition is asked only when
 * the event lacks FULL metadata, and must fit the event.
 * Threading: one thread at a time.
 */
final class TableLayoutDecoder {

    private final BiFunction<String, String, TableDescriptor> definitions;
    private final Runnable onSelfDescribed;
    private boolean isMariaDb;

    /**
     * @param definitions     database and table to what is known of it, or null
     * @param onSelfDescribed told of each table map with FULL metadata
     */
    TableLayoutDecoder(BiFunction<String, String, TableDescriptor> definitions, Runnable onSelfDescribed) {
        this.definitions = definitions;
        this.onSelfDescribed = onSelfDescribed;
    }

    void isMariaDb(boolean isMariaDb) {
        this.isMariaDb = isMariaDb;
    }

    /** Memory: borrowed until this method returns. */
    TableLayout decode(TableMapEventFlyweight event) {
        int columnCount = event.columnCount();
        int[] metadata = event.metadata();
        ColumnEncoding[] encodings = new ColumnEncoding[columnCount];
        for (int column = 0; column < columnCount; column++) {
            encodings[column] = ColumnEncoding.of(event.typeRaw(column), metadata[column]);
        }
        OptionalMetadata optional = OptionalMetadata.read(event, encodings);
        if (optional.isFull()) {
            onSelfDescribed.run();
        }
        String database = event.database();
        String name = event.table();
        boolean isAmbiguous = isMariaDb && IntStream.range(0, columnCount)
            .anyMatch(column -> encodings[column].isAmbiguousInMariaDb(event.typeRaw(column)));
        TableDescriptor known = optional.isFull() && !isAmbiguous ? null : definitions.apply(database, name);
        TableDescriptor definition =
            known == null || optional.isFull() ? null : HiddenColumns.asLogged(known, columnCount);
        if (definition != null) {
            requireFit(event, encodings, definition);
        }
        List<ColumnDescriptor> columns = new ArrayList<>(columnCount);
        ValueDecoder[] decoders = new ValueDecoder[columnCount];
        for (int column = 0; column < columnCount; column++) {
            ColumnDescriptor descriptor = column(column, encodings[column], event.isNullable(column), optional,
                definition == null ? null : definition.column(column));
            if (known != null && encodings[column].isAmbiguousInMariaDb(event.typeRaw(column))) {
                descriptor = withDefinedType(descriptor, encodings[column], known);
            }
            columns.add(descriptor);
            decoders[column] = ValueDecoders.of(event.typeRaw(column), metadata[column], descriptor);
        }
        int[] keyColumns = definition == null ? optional.keyColumns() : keyColumns(definition);
        TableDescriptor table = TableDescriptor.of(database, name, columns).withKey(keyColumns);
        int[] jsonColumns = IntStream.range(0, columnCount)
            .filter(column -> event.typeRaw(column) == FieldType.JSON).toArray();
        return new TableLayout(table, decoders, jsonColumns, !optional.isFull() || isAmbiguous,
            isMariaDb && known == null ? unknownFraction(event, table) : null);
    }

    /** What MariaDB's events do not tell: INET4, INET6 and UUID from BINARY, and the digits of old fractions. */
    private static ColumnDescriptor withDefinedType(ColumnDescriptor column, ColumnEncoding encoding,
        TableDescriptor definition) {
        for (ColumnDescriptor defined : definition.columns()) {
            if (defined.name().equals(column.name()) && encoding.fits(defined.type())) {
                return new ColumnDescriptor(column.name(), column.type().isText() ? column.type() : defined.type(),
                    column.unsigned(), column.nullable(), column.length(), defined.scale(), column.collation(),
                    column.labels());
            }
        }
        return column;
    }

    private static String unknownFraction(TableMapEventFlyweight event, TableDescriptor table) {
        for (int column = 0; column < table.columnCount(); column++) {
            if (ColumnEncoding.isOldTemporal(event.typeRaw(column))) {
                return "table `" + table.database() + "`.`" + table.name() + "`, column `"
                    + table.column(column).name() + "`: " + table.column(column).type() + " in MariaDB's own format, "
                    + "of which the event does not tell the digits of the fraction (expected: a recorded definition; "
                    + "take a new snapshot)";
            }
        }
        return null;
    }

    private static void requireFit(TableMapEventFlyweight event, ColumnEncoding[] encodings,
        TableDescriptor definition) {
        if (definition.columnCount() != encodings.length) {
            throw misfit(event, encodings.length + " columns", definition.columnCount() + " columns");
        }
        for (int column = 0; column < encodings.length; column++) {
            ColumnDescriptor defined = definition.column(column);
            if (!HiddenColumns.isHidden(defined) && !encodings[column].fits(defined.type())) {
                throw misfit(event, "column " + (column + 1) + " of type " + encodings[column].type(),
                    '`' + defined.name() + "` " + defined.type());
            }
        }
    }

    private static MySqlException misfit(TableMapEventFlyweight event, String actual, String defined) {
        return new MySqlException(Recovery.STOP, "table `" + event.database() + "`.`" + event.table()
            + "`: the event has " + actual + " (expected: " + defined + ", as the recorded definition has it). "
            + "The definition no longer fits the events: set binlog_row_metadata=FULL on the server (8.0 and later), "
            + "or take a new snapshot, which records the definition anew");
    }

    private static int[] keyColumns(TableDescriptor definition) {
        int[] columns = new int[definition.keyColumnCount()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = definition.keyColumn(i);
        }
        return columns;
    }

    private static ColumnDescriptor column(int index, ColumnEncoding encoding, boolean isNullable,
        OptionalMetadata optional, ColumnDescriptor definition) {
        String name = optional.isFull() ? optional.name(index)
            : definition != null ? definition.name() : "@" + (index + 1);
        boolean isUnsigned = encoding.hasSignedness()
            && (optional.hasSignedness() ? optional.isUnsigned(index) : definition != null && definition.unsigned());
        Collation collation = collation(index, encoding, optional, definition);
        int length = encoding.type() != ColumnType.VECTOR ? encoding.length()
            : optional.dimensions(index) > 0 || definition == null ? optional.dimensions(index) : definition.length();
        return new ColumnDescriptor(name, encoding.type(collation), isUnsigned, isNullable, length, encoding.scale(),
            collation, labels(index, encoding, optional, definition, collation));
    }

    private static Collation collation(int index, ColumnEncoding encoding, OptionalMetadata optional,
        ColumnDescriptor definition) {
        if (!encoding.type().isText()) {
            return Collation.BINARY;
        }
        if (optional.collation(index) != OptionalMetadata.NO_COLLATION) {
            return Collation.ofId(optional.collation(index));
        }
        if (definition != null) {
            return definition.collation();
        }
        // mysqlbinlog prints strings; of what may be BLOB as well as TEXT only the bytes are certain.
        return encoding.type() == ColumnType.TEXT ? Collation.BINARY : Collation.UTF8MB4;
    }

    private static List<String> labels(int index, ColumnEncoding encoding, OptionalMetadata optional,
        ColumnDescriptor definition, Collation collation) {
        if (encoding.type() != ColumnType.ENUM && encoding.type() != ColumnType.SET) {
            return List.of();
        }
        byte[][] encoded = optional.labels(index);
        if (encoded == null) {
            return definition == null ? List.of() : definition.labels();
        }
        TextDecoder decoder = TextDecoder.of(collation);
        List<String> labels = new ArrayList<>(encoded.length);
        for (byte[] label : encoded) {
            labels.add(decoder.text(Unpooled.wrappedBuffer(label), 0, label.length));
        }
        return labels;
    }
}
