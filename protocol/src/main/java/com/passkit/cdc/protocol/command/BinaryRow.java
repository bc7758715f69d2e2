package com.passkit.cdc.protocol.command;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.TableDescriptor;

import io.netty.buffer.ByteBuf;

/**
 * Row of a prepared statement, in which nothing is rounded.
 * <pre>
 * BinaryRow =&gt;
 *   Header  =&gt; 0x00
 *   Nulls   =&gt; bitmap[ColumnCount + 2]   the first two bits are not used
 *   Values  =&gt; of those that are not null, see {@link BinaryEncoding}
 * </pre>
 * Memory: borrowed, see {@link ResultRowDecoder}. Source: MySQL Internals, "Binary Protocol Resultset Row".
 */
final class BinaryRow extends ResultRowDecoder {

    private static final String STRUCTURE = "BinaryRow";
    private static final int HEADER = 0x00;
    private static final int NULLS_OFFSET = 1;
    private static final int NULLS_BIT_OFFSET = 2;

    private static final int MONTH_OFFSET = 2;
    private static final int DAY_OFFSET = MONTH_OFFSET + 1;
    private static final int HOUR_OFFSET = DAY_OFFSET + 1;
    private static final int MINUTE_OFFSET = HOUR_OFFSET + 1;
    private static final int SECOND_OFFSET = MINUTE_OFFSET + 1;
    private static final int MICROS_OFFSET = SECOND_OFFSET + 1;

    private static final int TIME_DAYS_OFFSET = 1;
    private static final int TIME_HOUR_OFFSET = TIME_DAYS_OFFSET + 4;
    private static final int TIME_MINUTE_OFFSET = TIME_HOUR_OFFSET + 1;
    private static final int TIME_SECOND_OFFSET = TIME_MINUTE_OFFSET + 1;
    private static final int TIME_MICROS_OFFSET = TIME_SECOND_OFFSET + 1;
    private static final int MAX_MICROS = 999_999;
    /** TIME ends at 838 hours. */
    private static final int MAX_TIME_DAYS = 34;
    private static final int HOURS_PER_DAY = 24;

    private final BinaryEncoding[] encodings;
    private final ColumnType[] types;
    private final boolean[] isUnsigned;
    private final int nullsLength;

    /**
     * @param columns   what the caller wants to read
     * @param wireTypes what the server sends
     */
    BinaryRow(TableDescriptor columns, int[] wireTypes) {
        super(columns);
        int count = columns.columnCount();
        encodings = new BinaryEncoding[count];
        types = new ColumnType[count];
        isUnsigned = new boolean[count];
        nullsLength = (count + NULLS_BIT_OFFSET + Byte.SIZE - 1) / Byte.SIZE;
        for (int i = 0; i < count; i++) {
            ColumnDescriptor column = columns.column(i);
            encodings[i] = BinaryEncoding.of(wireTypes[i]);
            types[i] = column.type();
            isUnsigned[i] = column.unsigned();
            if (encodings[i] != BinaryEncoding.NOTHING && !encodings[i].fits(types[i])) {
                throw new IllegalArgumentException("layout." + column.name() + ": " + types[i]
                    + " (expected: a type that the server sends as " + encodings[i] + ')');
            }
        }
    }

    @Override
    void wrap(ByteBuf packet, int index, int packetLength) {
        bytes = packet;
        length = packetLength;
        int limit = index + packetLength;
        int valueIndex = index + NULLS_OFFSET + nullsLength;
        if (valueIndex > limit || packet.getUnsignedByte(index) != HEADER) {
            throw MalformedPacketException.of(STRUCTURE, "length", length,
                ">= " + (NULLS_OFFSET + nullsLength) + ", beginning with 0x00");
        }
        int nullsIndex = index + NULLS_OFFSET;
        for (int column = 0; column < encodings.length; column++) {
            int bit = column + NULLS_BIT_OFFSET;
            if ((packet.getByte(nullsIndex + (bit >> 3)) >> (bit & 7) & 1) != 0) {
                lengths[column] = NULL_LENGTH;
                continue;
            }
            BinaryEncoding encoding = encodings[column];
            int dataIndex = encoding.dataIndex(packet, valueIndex, limit);
            int dataLength = encoding.dataLength(packet, valueIndex, dataIndex, limit);
            indexes[column] = dataIndex;
            lengths[column] = dataLength;
            valueIndex = dataIndex + dataLength;
        }
        if (valueIndex != limit) {
            throw MalformedPacketException.of(STRUCTURE, "bytes behind the last value", limit - valueIndex, "0");
        }
    }

    @Override
    void push(int column, ColumnVisitor visitor) {
        int index = indexes[column];
        switch (encodings[column]) {
            case INT8 -> pushInteger(column, bytes.getByte(index), 0xffL, visitor);
            case INT16 -> pushInteger(column, bytes.getShortLE(index), 0xffffL, visitor);
            case INT32 -> pushInteger(column, bytes.getIntLE(index), 0xffff_ffffL, visitor);
            case INT64 -> pushInteger(column, bytes.getLongLE(index), -1L, visitor);
            case FLOAT -> visitor.onFloat(column, bytes.getFloatLE(index));
            case DOUBLE -> visitor.onDouble(column, bytes.getDoubleLE(index));
            case DATE_TIME -> pushDateTime(column, index, lengths[column], visitor);
            case TIME -> pushTime(column, index, lengths[column], visitor);
            case BYTES -> pushBytes(column, visitor);
            case NOTHING -> visitor.onNull(column);
        }
    }

    private void pushInteger(int column, long value, long mask, ColumnVisitor visitor) {
        if (isUnsigned[column]) {
            visitor.onUnsigned(column, value & mask);
        } else {
            visitor.onSigned(column, types[column] == ColumnType.YEAR ? value & mask : value);
        }
    }

    private void pushDateTime(int column, int index, int length, ColumnVisitor visitor) {
        boolean hasDate = length > 0;
        int year = hasDate ? bytes.getUnsignedShortLE(index) : 0;
        int month = hasDate ? bytes.getUnsignedByte(index + MONTH_OFFSET) : 0;
        int day = hasDate ? bytes.getUnsignedByte(index + DAY_OFFSET) : 0;
        if (types[column] == ColumnType.DATE) {
            visitor.onDate(column, year, month, day);
            return;
        }
        boolean hasTime = length > HOUR_OFFSET;
        visitor.onDateTime(column, year, month, day,
            hasTime ? bytes.getUnsignedByte(index + HOUR_OFFSET) : 0,
            hasTime ? bytes.getUnsignedByte(index + MINUTE_OFFSET) : 0,
            hasTime ? bytes.getUnsignedByte(index + SECOND_OFFSET) : 0,
            length > MICROS_OFFSET ? micros(index + MICROS_OFFSET) : 0);
    }

    private void pushTime(int column, int index, int length, ColumnVisitor visitor) {
        if (length == 0) {
            visitor.onTime(column, false, 0, 0, 0, 0);
            return;
        }
        visitor.onTime(column, bytes.getByte(index) != 0,
            (int) inRange("days", bytes.getUnsignedIntLE(index + TIME_DAYS_OFFSET), MAX_TIME_DAYS) * HOURS_PER_DAY
                + bytes.getUnsignedByte(index + TIME_HOUR_OFFSET),
            bytes.getUnsignedByte(index + TIME_MINUTE_OFFSET),
            bytes.getUnsignedByte(index + TIME_SECOND_OFFSET),
            length > TIME_MICROS_OFFSET ? micros(index + TIME_MICROS_OFFSET) : 0);
    }

    private int micros(int index) {
        return (int) inRange("micros", bytes.getUnsignedIntLE(index), MAX_MICROS);
    }

    private static long inRange(String field, long value, long max) {
        if (value > max) {
            throw MalformedPacketException.of(STRUCTURE, field, value, "<= " + max);
        }
        return value;
    }
}
