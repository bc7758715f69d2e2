package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/**
 * Decodes one column's encoding in a row image. One immutable or single-threaded instance a column, chosen when the
 * layout of
 * a table map is computed.
 * <p>
 * Memory: borrowed until the method returns. Nothing is allocated for a value.
 */
public interface ValueDecoder {

    /** The bytes themselves say how many they are. */
    int VARIABLE_LENGTH = -1;

    /**
     * @param index absolute index of the value's first byte
     * @param end   absolute index behind the last byte of the rows event's body
     * @return bytes that the value occupies, length prefix included; checked not to reach beyond {@code end}
     */
    int length(ByteBuf image, int index, int end);

    /** @return bytes that every value occupies, or {@link #VARIABLE_LENGTH}: then {@link #length} tells */
    default int fixedLength() {
        return VARIABLE_LENGTH;
    }

    /** Pushes the value to the visitor. {@link #length} was called for the same index before, so its bounds hold. */
    void decode(ByteBuf image, int index, int column, ColumnVisitor visitor);
}
