package com.passkit.cdc.protocol.binlog.image;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;

/**
 * What each after image of a PARTIAL_UPDATE_ROWS event begins with.
 * <pre>
 * PartialColumns =&gt;
 *   Options =&gt; lenenc                  1: the bitmap follows
 *   Partial =&gt; bitmap[JSON columns]    of the table, whether in the image or not; least significant bit first
 * </pre>
 * A column whose bit is set has differences for its value: a uint32 of their bytes, then what
 * {@link com.passkit.cdc.protocol.row.json.JsonDiffCursor} reads. Borrowed. Threading: one thread at a time.
 * <p>
 * Source: WL#2955; sql/rpl_record.cc of the server, pack_row.
 */
final class PartialColumns {

    private static final long PARTIAL_JSON = 1;

    private ByteBuf buffer;
    private int bitmapIndex;
    private int columnCount;

    /**
     * @param jsonColumnCount JSON columns of the table
     * @return absolute index behind it
     */
    int wrap(int jsonColumnCount, ByteBuf buffer, int index, int end) {
        this.buffer = buffer;
        int optionsLength = index < end ? LengthEncoded.lengthAt(buffer, index) : 1;
        if (optionsLength > end - index) {
            throw missing(end - index, optionsLength);
        }
        long options = LengthEncoded.get(buffer, index);
        if ((options & ~PARTIAL_JSON) != 0) {
            throw new UnsupportedFeatureException("RowImage.valueOptions: " + options
                + " (expected: 0 or 1; of a later server, see its binlog_row_value_options)");
        }
        bitmapIndex = index + optionsLength;
        columnCount = options == PARTIAL_JSON ? jsonColumnCount : 0;
        int bitmapLength = (columnCount + Byte.SIZE - 1) / Byte.SIZE;
        if (bitmapLength > end - bitmapIndex) {
            throw missing(end - bitmapIndex, bitmapLength);
        }
        return bitmapIndex + bitmapLength;
    }

    private static MalformedPacketException missing(int left, int expected) {
        return MalformedPacketException.of("RowImage", "valueOptions", left + " bytes left", ">= " + expected);
    }

    /** Number of columns that may have differences: the table's JSON columns, or none of them. */
    int columnCount() {
        return columnCount;
    }

    /** @param n which of the table's JSON columns */
    boolean contains(int n) {
        return (buffer.getByte(bitmapIndex + n / Byte.SIZE) >> n % Byte.SIZE & 1) != 0;
    }
}
