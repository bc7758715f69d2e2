package com.passkit.cdc.protocol.command;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * A row of a result set. Where its values lie is found once for each row; they may then be asked for in any order.
 * Memory: borrowed; nothing is allocated for a row. Threading: the channel's event loop only.
 */
abstract sealed class ResultRowDecoder implements RowView permits BinaryRow, TextRow {

    private static final ByteProcessor DECIMAL = b -> b >= '0' && b <= '9' || b == '.' || b == '-';

    static final int NULL_LENGTH = -1;

    final TableDescriptor columns;
    final int[] indexes;
    final int[] lengths;
    ByteBuf bytes;
    int length;

    ResultRowDecoder(TableDescriptor columns) {
        this.columns = columns;
        indexes = new int[columns.columnCount()];
        lengths = new int[columns.columnCount()];
    }

    /** Finds the values. Memory: borrowed until the next call. */
    abstract void wrap(ByteBuf packet, int index, int length);

    /** Pushes a value that is not NULL. */
    abstract void push(int column, ColumnVisitor visitor);

    @Override
    public final TableDescriptor table() {
        return columns;
    }

    @Override
    public final int length() {
        return length;
    }

    @Override
    public final boolean isPresent(int column) {
        return true;
    }

    @Override
    public final boolean isNull(int column) {
        return lengths[column] == NULL_LENGTH;
    }

    @Override
    public final void forEach(ColumnVisitor visitor) {
        for (int column = 0; column < lengths.length; column++) {
            visit(column, visitor);
        }
    }

    @Override
    public final void visit(int column, ColumnVisitor visitor) {
        if (lengths[column] == NULL_LENGTH) {
            visitor.onNull(column);
        } else {
            push(column, visitor);
        }
    }

    /** Pushes what lies as plain bytes in both protocols. */
    final void pushBytes(int column, ColumnVisitor visitor) {
        int index = indexes[column];
        int length = lengths[column];
        switch (columns.column(column).type()) {
            case DECIMAL -> pushDecimal(column, index, length, visitor);
            case BIT -> visitor.onBit(column, bits(index, length));
            case CHAR, VARCHAR, TEXT, ENUM, SET, INET4, INET6, UUID -> visitor.onString(column, bytes, index, length);
            case JSON -> visitor.onJsonText(column, bytes, index, length);
            default -> visitor.onBytes(column, bytes, index, length);
        }
    }

    /** ZEROFILL is a matter of display: the server pads such a column here, but not in the binary log. */
    private void pushDecimal(int column, int index, int length, ColumnVisitor visitor) {
        int first = index;
        int last = index + length - 1;
        while (first < last && bytes.getByte(first) == '0' && bytes.getByte(first + 1) != '.') {
            first++;
        }
        if (length == 0 || bytes.forEachByte(first, last + 1 - first, DECIMAL) >= 0) {
            throw MalformedPacketException.of("ResultRow", "decimal", length + " bytes",
                "digits with a sign or a point at most");
        }
        visitor.onDecimal(column, bytes, first, last + 1 - first);
    }

    private long bits(int index, int length) {
        if (length > Long.BYTES) {
            throw MalformedPacketException.of("ResultRow", "bit.length", length, "<= " + Long.BYTES);
        }
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits = bits << Byte.SIZE | bytes.getUnsignedByte(index + i);
        }
        return bits;
    }
}
