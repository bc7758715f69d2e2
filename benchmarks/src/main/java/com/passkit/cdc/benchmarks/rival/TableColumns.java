package com.passkit.cdc.benchmarks.rival;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventMetadata;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;

/** What the writer needs of a table, from its table map with FULL metadata. Threading: any thread. */
final class TableColumns {

    private static final int BINARY_COLLATION = 63;
    private static final long ALL_BITS = -1L;

    /** How a column is written. */
    enum Kind { INTEGER, DOUBLE, DECIMAL, TEXT, BYTES, ENUM, JSON, DATE, TIME, DATETIME, TIMESTAMP }

    private final long tableId;
    private final Kind[] kinds;
    private final byte[][] names;
    private final long[] masks;
    private final int[] fractionDigits;
    private final byte[][][] labels;

    private TableColumns(TableMapEventData table) {
        tableId = table.getTableId();
        int count = table.getColumnTypes().length;
        kinds = new Kind[count];
        names = new byte[count][];
        masks = new long[count];
        fractionDigits = table.getColumnMetadata();
        labels = new byte[count][][];
        fill(table);
    }

    static TableColumns of(TableMapEventData table) {
        return new TableColumns(table);
    }

    boolean isOf(TableMapEventData table) {
        return tableId == table.getTableId();
    }

    Kind kind(int column) {
        return kinds[column];
    }

    /** The member's name with quotes and colon. */
    byte[] name(int column) {
        return names[column];
    }

    /** What makes a number unsigned. */
    long mask(int column) {
        return masks[column];
    }

    int fractionDigits(int column) {
        return fractionDigits[column];
    }

    byte[] label(int column, int ordinal) {
        return labels[column][ordinal];
    }

    private void fill(TableMapEventData table) {
        TableMapEventMetadata metadata = table.getEventMetadata();
        BitSet unsigned = metadata.getSignedness();
        Iterator<Integer> charsets = metadata.getColumnCharsets() == null
            ? List.<Integer>of().iterator() : metadata.getColumnCharsets().iterator();
        Iterator<String[]> enums = metadata.getEnumStrValues() == null
            ? List.<String[]>of().iterator() : metadata.getEnumStrValues().iterator();
        for (int column = 0; column < kinds.length; column++) {
            names[column] = utf8('"' + metadata.getColumnNames().get(column) + "\":");
            ColumnType type = ColumnType.byCode(table.getColumnTypes()[column] & 0xff);
            int enumType = table.getColumnMetadata()[column] >>> Byte.SIZE;
            boolean isEnum = type == ColumnType.STRING && enumType == ColumnType.ENUM.getCode();
            boolean isBinary = hasCharset(type) && !isEnum && charsets.next() == BINARY_COLLATION;
            kinds[column] = isEnum ? Kind.ENUM : isBinary ? Kind.BYTES : kindOf(type);
            masks[column] = unsigned.get(column) ? maskOf(type) : ALL_BITS;
            if (isEnum) {
                labels[column] = quoted(enums.next());
            }
        }
    }

    private static boolean hasCharset(ColumnType type) {
        return type == ColumnType.VARCHAR || type == ColumnType.STRING || type == ColumnType.BLOB;
    }

    private static long maskOf(ColumnType type) {
        return switch (type) {
            case TINY -> 0xff;
            case SHORT -> 0xffff;
            case INT24 -> 0xff_ffff;
            case LONG -> 0xffff_ffffL;
            default -> ALL_BITS;
        };
    }

    private static Kind kindOf(ColumnType type) {
        return switch (type) {
            case TINY, SHORT, INT24, LONG, LONGLONG -> Kind.INTEGER;
            case DOUBLE -> Kind.DOUBLE;
            case NEWDECIMAL -> Kind.DECIMAL;
            case VARCHAR, STRING, BLOB -> Kind.TEXT;
            case JSON -> Kind.JSON;
            case DATE -> Kind.DATE;
            case TIME_V2 -> Kind.TIME;
            case DATETIME_V2 -> Kind.DATETIME;
            case TIMESTAMP_V2 -> Kind.TIMESTAMP;
            default -> throw new IllegalArgumentException(type + " (expected: a type of the workload)");
        };
    }

    private static byte[][] quoted(String[] texts) {
        byte[][] quoted = new byte[texts.length + 1][];
        quoted[0] = utf8("\"\"");
        for (int i = 0; i < texts.length; i++) {
            quoted[i + 1] = utf8('"' + texts[i] + '"');
        }
        return quoted;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
