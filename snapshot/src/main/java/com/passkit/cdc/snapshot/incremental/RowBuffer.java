package com.passkit.cdc.snapshot.incremental;

import java.util.Arrays;

import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Rows that outlive their callbacks, one behind the other in one buffer: those of a chunk, to be handed on when the
 * stream has come to where they belong, or one that waits until it is known whether it is the last.
 * <pre>
 * Row    =&gt; Length(int32) Column*   bytes of the row as the server sent it; columns present, in table order
 * Column =&gt; Index(int32) Kind(uint8) Value
 * </pre>
 * Memory: owns a heap buffer; nothing is allocated for a row but the room for it. Threading: one thread.
 */
public final class RowBuffer {

    private static final int INITIAL_CAPACITY = 1 << 16;
    private static final int INITIAL_ROWS = 256;
    private static final int LENGTH_BYTES = Integer.BYTES;

    private enum Kind {
        NULL, SIGNED, UNSIGNED, FLOAT, DOUBLE, BIT, ENUM, SET, DECIMAL, STRING, BYTES, JSON_BINARY, JSON_TEXT, DATE,
        DATE_TIME, TIME;

        private static final Kind[] ALL = values();
    }

    private final ByteBuf bytes = Unpooled.buffer(INITIAL_CAPACITY);
    private final Writer writer = new Writer();
    private final Reader reader;
    private int[] starts = new int[INITIAL_ROWS];
    private int rowCount;

    /** @param table whose rows they are */
    public RowBuffer(TableDescriptor table) {
        reader = new Reader(table);
    }

    /** @param row copied; borrowed until this method returns */
    public void append(RowView row) {
        if (rowCount + 1 >= starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[rowCount++] = bytes.writerIndex();
        bytes.writeInt(row.length());
        row.forEach(writer);
        starts[rowCount] = bytes.writerIndex();
    }

    /** Forgets the rows and keeps the room for others; no view of a row is valid any more. */
    public void clear() {
        bytes.clear();
        rowCount = 0;
    }

    public int rowCount() {
        return rowCount;
    }

    /** @return bytes that the rows take here */
    public int length() {
        return bytes.writerIndex();
    }

    /** @return a row; the same instance each time, valid until the next call */
    public RowView row(int index) {
        reader.moveTo(starts[index], starts[index + 1]);
        return reader;
    }

    /** Takes the values of a row as they come. */
    private final class Writer implements ColumnVisitor {

        @Override
        public void onNull(int column) {
            begin(column, Kind.NULL);
        }

        @Override
        public void onSigned(int column, long value) {
            number(column, Kind.SIGNED, value);
        }

        @Override
        public void onUnsigned(int column, long value) {
            number(column, Kind.UNSIGNED, value);
        }

        @Override
        public void onFloat(int column, float value) {
            begin(column, Kind.FLOAT).writeInt(Float.floatToRawIntBits(value));
        }

        @Override
        public void onDouble(int column, double value) {
            number(column, Kind.DOUBLE, Double.doubleToRawLongBits(value));
        }

        @Override
        public void onBit(int column, long bits) {
            number(column, Kind.BIT, bits);
        }

        @Override
        public void onEnum(int column, int ordinal) {
            begin(column, Kind.ENUM).writeInt(ordinal);
        }

        @Override
        public void onSet(int column, long bits) {
            number(column, Kind.SET, bits);
        }

        @Override
        public void onDecimal(int column, ByteBuf ascii, int index, int length) {
            range(column, Kind.DECIMAL, ascii, index, length);
        }

        @Override
        public void onString(int column, ByteBuf buffer, int index, int length) {
            range(column, Kind.STRING, buffer, index, length);
        }

        @Override
        public void onBytes(int column, ByteBuf buffer, int index, int length) {
            range(column, Kind.BYTES, buffer, index, length);
        }

        @Override
        public void onJsonBinary(int column, ByteBuf buffer, int index, int length) {
            range(column, Kind.JSON_BINARY, buffer, index, length);
        }

        @Override
        public void onJsonText(int column, ByteBuf utf8, int index, int length) {
            range(column, Kind.JSON_TEXT, utf8, index, length);
        }

        @Override
        public void onDate(int column, int year, int month, int day) {
            begin(column, Kind.DATE).writeInt(year).writeInt(month).writeInt(day);
        }

        @Override
        public void onDateTime(
            int column, int year, int month, int day, int hour, int minute, int second, int micros) {
            begin(column, Kind.DATE_TIME).writeInt(year).writeInt(month).writeInt(day).writeInt(hour).writeInt(minute)
                .writeInt(second).writeInt(micros);
        }

        @Override
        public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
            begin(column, Kind.TIME).writeBoolean(negative).writeInt(hours).writeInt(minutes).writeInt(seconds)
                .writeInt(micros);
        }

        private void number(int column, Kind kind, long value) {
            begin(column, kind).writeLong(value);
        }

        private void range(int column, Kind kind, ByteBuf buffer, int index, int length) {
            begin(column, kind).writeInt(length).writeBytes(buffer, index, length);
        }

        private ByteBuf begin(int column, Kind kind) {
            return bytes.writeInt(column).writeByte(kind.ordinal());
        }
    }

    /** Looks at one row. */
    private final class Reader implements RowView {

        private static final int ABSENT = -1;

        private final TableDescriptor table;
        private final int[] columnStarts;
        private int length;

        Reader(TableDescriptor table) {
            this.table = table;
            columnStarts = new int[table.columnCount()];
        }

        void moveTo(int start, int end) {
            Arrays.fill(columnStarts, ABSENT);
            length = bytes.getInt(start);
            int index = start + LENGTH_BYTES;
            while (index < end) {
                columnStarts[bytes.getInt(index)] = index + Integer.BYTES;
                index += Integer.BYTES + 1 + valueLength(index + Integer.BYTES);
            }
        }

        @Override
        public TableDescriptor table() {
            return table;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public boolean isPresent(int column) {
            return columnStarts[column] != ABSENT;
        }

        @Override
        public boolean isNull(int column) {
            return isPresent(column) && kind(columnStarts[column]) == Kind.NULL;
        }

        @Override
        public void forEach(ColumnVisitor visitor) {
            for (int column = 0; column < columnStarts.length; column++) {
                visit(column, visitor);
            }
        }

        @Override
        public void visit(int column, ColumnVisitor visitor) {
            int start = columnStarts[column];
            if (start == ABSENT) {
                return;
            }
            int at = start + 1;
            switch (kind(start)) {
                case NULL -> visitor.onNull(column);
                case SIGNED -> visitor.onSigned(column, bytes.getLong(at));
                case UNSIGNED -> visitor.onUnsigned(column, bytes.getLong(at));
                case FLOAT -> visitor.onFloat(column, Float.intBitsToFloat(bytes.getInt(at)));
                case DOUBLE -> visitor.onDouble(column, Double.longBitsToDouble(bytes.getLong(at)));
                case BIT -> visitor.onBit(column, bytes.getLong(at));
                case ENUM -> visitor.onEnum(column, bytes.getInt(at));
                case SET -> visitor.onSet(column, bytes.getLong(at));
                case DECIMAL -> visitor.onDecimal(column, bytes, at + LENGTH_BYTES, bytes.getInt(at));
                case STRING -> visitor.onString(column, bytes, at + LENGTH_BYTES, bytes.getInt(at));
                case BYTES -> visitor.onBytes(column, bytes, at + LENGTH_BYTES, bytes.getInt(at));
                case JSON_BINARY -> visitor.onJsonBinary(column, bytes, at + LENGTH_BYTES, bytes.getInt(at));
                case JSON_TEXT -> visitor.onJsonText(column, bytes, at + LENGTH_BYTES, bytes.getInt(at));
                case DATE -> visitor.onDate(column, field(at, 0), field(at, 1), field(at, 2));
                case DATE_TIME -> visitor.onDateTime(column, field(at, 0), field(at, 1), field(at, 2), field(at, 3),
                    field(at, 4), field(at, 5), field(at, 6));
                case TIME -> visitor.onTime(column, bytes.getBoolean(at), field(at + 1, 0), field(at + 1, 1),
                    field(at + 1, 2), field(at + 1, 3));
            }
        }

        private Kind kind(int start) {
            return Kind.ALL[bytes.getByte(start)];
        }

        private int field(int at, int n) {
            return bytes.getInt(at + n * Integer.BYTES);
        }

        private int valueLength(int start) {
            return switch (kind(start)) {
                case NULL -> 0;
                case FLOAT, ENUM -> Integer.BYTES;
                case SIGNED, UNSIGNED, DOUBLE, BIT, SET -> Long.BYTES;
                case DECIMAL, STRING, BYTES, JSON_BINARY, JSON_TEXT -> LENGTH_BYTES + bytes.getInt(start + 1);
                case DATE -> 3 * Integer.BYTES;
                case DATE_TIME -> 7 * Integer.BYTES;
                case TIME -> 1 + 4 * Integer.BYTES;
            };
        }
    }
}
