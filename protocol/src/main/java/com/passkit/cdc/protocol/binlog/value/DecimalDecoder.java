package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.BinaryDecimal;
import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * DECIMAL: {@link BinaryDecimal} of the column's precision and scale. The text is made in a buffer of the decoder's own
 * and lent to the visitor. Threading: one thread at a time.
 */
final class DecimalDecoder extends FixedLengthDecoder {

    private final int precision;
    private final int scale;
    private final byte[] text = new byte[BinaryDecimal.MAX_TEXT_LENGTH];
    private final ByteBuf lent = Unpooled.wrappedBuffer(text);

    DecimalDecoder(String column, int precision, int scale) {
        super(column, BinaryDecimal.encodedLength(precision, scale));
        this.precision = precision;
        this.scale = scale;
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        visitor.onDecimal(column, lent, 0, BinaryDecimal.print(image, index, precision, scale, text));
    }
}
