package com.passkit.cdc.protocol.command;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;

/**
 * Row of a text query; for small results, as a FLOAT has lost digits in it.
 * <pre>
 * TextRow =&gt; (0xfb for NULL, else lenenc bytes)[ColumnCount]
 * </pre>
 * A server leaves out last values of SHOW statements that it does not know: SHOW REPLICAS ends in front of the UUID of
 * a replica that announced none, or that is just going. They are NULL.
 * Memory: borrowed, see {@link ResultRowDecoder}. Source: MySQL Internals, "Text Resultset Row"; sql/rpl_source.cc,
 * show_replicas.
 */
public final class TextRow extends ResultRowDecoder {

    private static final String STRUCTURE = "TextRow";
    private static final int MICROS_DIGITS = 6;
    private static final int MAX_TEMPORAL_FIELD = 9999;

    private final int fewestValues;
    private int cursor;
    private int end;

    /** @param fewestValues how many columns have a value, or NULL, in every row; those behind may be left out */
    TextRow(TableDescriptor columns, int fewestValues) {
        super(columns);
        this.fewestValues = fewestValues;
    }

    /** @return the value as the server prints it, owned; null for SQL NULL */
    public String text(int column) {
        return isNull(column) ? null
            : bytes.toString(indexes[column], lengths[column], StandardCharsets.UTF_8);
    }

    @Override
    void wrap(ByteBuf packet, int index, int packetLength) {
        bytes = packet;
        length = packetLength;
        int limit = index + packetLength;
        int valueIndex = index;
        for (int column = 0; column < lengths.length; column++) {
            if (valueIndex == limit && column >= fewestValues) {
                lengths[column] = NULL_LENGTH;
                continue;
            }
            requireWithin(valueIndex + 1L, limit);
            if (packet.getUnsignedByte(valueIndex) == LengthEncoded.NULL_MARKER) {
                lengths[column] = NULL_LENGTH;
                valueIndex++;
                continue;
            }
            int prefixLength = LengthEncoded.lengthAt(packet, valueIndex);
            requireWithin((long) valueIndex + prefixLength, limit);
            long valueLength = LengthEncoded.get(packet, valueIndex);
            if (valueLength < 0) {
                throw MalformedPacketException.of(STRUCTURE, "value length", valueLength, ">= 0");
            }
            indexes[column] = valueIndex + prefixLength;
            requireWithin(indexes[column] + valueLength, limit);
            lengths[column] = (int) valueLength;
            valueIndex = indexes[column] + lengths[column];
        }
        if (valueIndex != limit) {
            throw MalformedPacketException.of(STRUCTURE, "bytes behind the last value", limit - valueIndex, "0");
        }
    }

    @Override
    void push(int column, ColumnVisitor visitor) {
        cursor = indexes[column];
        end = cursor + lengths[column];
        switch (columns.column(column).type()) {
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> pushInteger(column, visitor);
            case FLOAT, DOUBLE -> pushFloating(column, visitor);
            case DATE -> visitor.onDate(column, number(), number(), number());
            case DATETIME, TIMESTAMP -> visitor.onDateTime(column, number(), number(), number(),
                number(), number(), number(), micros());
            case TIME -> {
                boolean isNegative = skipMinus();
                visitor.onTime(column, isNegative, number(), number(), number(), micros());
            }
            case NULL -> visitor.onNull(column);
            default -> pushBytes(column, visitor);
        }
    }

    private void pushFloating(int column, ColumnVisitor visitor) {
        String text = text(column);
        try {
            if (columns.column(column).type() == ColumnType.FLOAT) {
                visitor.onFloat(column, Float.parseFloat(text));
            } else {
                visitor.onDouble(column, Double.parseDouble(text));
            }
        } catch (NumberFormatException e) {
            throw MalformedPacketException.of(STRUCTURE, "number", text, "a floating-point number");
        }
    }

    private void pushInteger(int column, ColumnVisitor visitor) {
        boolean isNegative = skipMinus();
        long value = 0;
        while (cursor < end) {
            value = value * 10 + digit();
        }
        if (columns.column(column).unsigned()) {
            visitor.onUnsigned(column, value);
        } else {
            visitor.onSigned(column, isNegative ? -value : value);
        }
    }

    private boolean skipMinus() {
        boolean isNegative = cursor < end && bytes.getByte(cursor) == '-';
        cursor += isNegative ? 1 : 0;
        return isNegative;
    }

    /** Reads digits and the separator behind them. */
    private int number() {
        int value = 0;
        while (cursor < end && isDigit(bytes.getByte(cursor))) {
            value = value * 10 + digit();
            if (value > MAX_TEMPORAL_FIELD) {
                throw MalformedPacketException.of(STRUCTURE, "temporal field", value, "<= " + MAX_TEMPORAL_FIELD);
            }
        }
        cursor++;
        return value;
    }

    private int micros() {
        int value = 0;
        for (int i = 0; i < MICROS_DIGITS; i++) {
            value = value * 10 + (cursor < end ? digit() : 0);
        }
        return value;
    }

    private int digit() {
        byte digit = bytes.getByte(cursor++);
        if (!isDigit(digit)) {
            throw MalformedPacketException.of(STRUCTURE, "number", "0x" + Integer.toHexString(digit), "digits");
        }
        return digit - '0';
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private static void requireWithin(long end, int limit) {
        if (end > limit) {
            throw MalformedPacketException.of(STRUCTURE, "value", "end of packet", "a value");
        }
    }
}
