package com.passkit.cdc.protocol.binlog.image;

import com.passkit.cdc.protocol.binlog.value.ValueDecoder;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

import io.netty.buffer.ByteBuf;

/**
 * One image of a row.
 * <pre>
 * RowImage =&gt;
 *   Nulls  =&gt; bitmap[columns present]   least significant bit first
 *   Values =&gt; the columns that are present and not null, in table order, each by its type
 * </pre>
 * Memory: borrowed. Threading: one thread at a time; reused for the next row.
 */
public final class RowImage implements RowView {

    private static final int ABSENT = -1;
    private static final int NULL = -2;
    /** And below: the patched document of the n-th JSON column is at -3 - n. */
    private static final int PATCHED = -3;
    private static final int BIT_MASK = Byte.SIZE - 1;
    private static final int BYTE_SHIFT = 3;

    private TableLayout layout;
    private ByteBuf buffer;
    private int columnCount;
    private int length;
    private final PatchedDocuments patched;
    /** Absolute index of each column's value, or {@link #ABSENT}, {@link #NULL}, {@link #PATCHED}. */
    private int[] valueIndexes = new int[64];

    /** @param patched documents that are not whole in the image itself */
    RowImage(PatchedDocuments patched) {
        this.patched = patched;
    }

    /**
     * Finds every value, and that none reaches beyond the event.
     *
     * @param present which columns are in the image
     * @return absolute index behind the image
     */
    int wrap(TableLayout layout, PresentColumns present, ByteBuf buffer, int index, int end) {
        this.layout = layout;
        this.buffer = buffer;
        columnCount = layout.columnCount();
        if (valueIndexes.length < columnCount) {
            valueIndexes = new int[columnCount];
        }
        int valueIndex = index + (present.count() + BIT_MASK >> BYTE_SHIFT);
        if (valueIndex > end) {
            throw MalformedPacketException.of("RowImage", "nulls.length", valueIndex - index,
                "<= " + (end - index) + ", the bytes that are left");
        }
        int next =
            present.isAll() ? indexAll(index, valueIndex, end) : indexPresent(present, index, valueIndex, end);
        length = next - index;
        return next;
    }

    private int indexAll(int nullsIndex, int firstValueIndex, int end) {
        ValueDecoder[] decoders = layout.decoders;
        int[] fixedLengths = layout.fixedLengths;
        int[] indexes = valueIndexes;
        int valueIndex = firstValueIndex;
        int nulls = 0;
        for (int column = 0; column < columnCount; column++) {
            if ((column & BIT_MASK) == 0) {
                nulls = buffer.getByte(nullsIndex + (column >> BYTE_SHIFT));
            }
            if ((nulls >> (column & BIT_MASK) & 1) != 0) {
                indexes[column] = NULL;
            } else {
                indexes[column] = valueIndex;
                int fixedLength = fixedLengths[column];
                valueIndex += fixedLength >= 0 ? fixedLength : decoders[column].length(buffer, valueIndex, end);
            }
        }
        return requireInside(valueIndex, end);
    }

    private int indexPresent(PresentColumns present, int nullsIndex, int firstValueIndex, int end) {
        int valueIndex = firstValueIndex;
        int nullBit = 0;
        for (int column = 0; column < columnCount; column++) {
            if (!present.contains(column)) {
                valueIndexes[column] = ABSENT;
                continue;
            }
            boolean isNull = (buffer.getByte(nullsIndex + (nullBit >> BYTE_SHIFT)) >> (nullBit & BIT_MASK) & 1) != 0;
            nullBit++;
            if (isNull) {
                valueIndexes[column] = NULL;
            } else {
                valueIndexes[column] = valueIndex;
                valueIndex += layout.decoders[column].length(buffer, valueIndex, end);
            }
        }
        return valueIndex;
    }

    /** A value of fixed length may reach beyond the end; one of variable length behind it was refused already. */
    private static int requireInside(int valueIndex, int end) {
        if (valueIndex > end) {
            throw MalformedPacketException.of("RowImage", "length", valueIndex - end + " bytes missing",
                "<= the bytes that are left");
        }
        return valueIndex;
    }

    @Override
    public TableDescriptor table() {
        return layout.table();
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public boolean isPresent(int column) {
        return indexOf(column) != ABSENT;
    }

    @Override
    public boolean isNull(int column) {
        return indexOf(column) == NULL;
    }

    /** @return absolute index of the value; negative when there is none */
    int valueIndex(int column) {
        return indexOf(column);
    }

    /** @param n which of the table's JSON columns it is: its document is among the patched ones */
    void patch(int column, int n) {
        valueIndexes[column] = PATCHED - n;
    }

    private int indexOf(int column) {
        if (column < 0 || column >= columnCount) {
            throw new IndexOutOfBoundsException("column: " + column + " (expected: 0 to " + (columnCount - 1) + ')');
        }
        return valueIndexes[column];
    }

    @Override
    public void forEach(ColumnVisitor visitor) {
        ValueDecoder[] decoders = layout.decoders;
        for (int column = 0; column < columnCount; column++) {
            int valueIndex = valueIndexes[column];
            if (valueIndex >= 0) {
                decoders[column].decode(buffer, valueIndex, column, visitor);
            } else if (valueIndex != ABSENT) {
                visitOther(valueIndex, column, visitor);
            }
        }
    }

    @Override
    public void visit(int column, ColumnVisitor visitor) {
        int valueIndex = indexOf(column);
        if (valueIndex >= 0) {
            layout.decoders[column].decode(buffer, valueIndex, column, visitor);
        } else if (valueIndex != ABSENT) {
            visitOther(valueIndex, column, visitor);
        }
    }

    private void visitOther(int valueIndex, int column, ColumnVisitor visitor) {
        if (valueIndex == NULL) {
            visitor.onNull(column);
        } else {
            int n = PATCHED - valueIndex;
            visitor.onJsonBinary(column, patched.buffer(), patched.start(n), patched.length(n));
        }
    }
}
