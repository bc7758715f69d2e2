package com.passkit.cdc.runtime.incremental;

import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import io.netty.buffer.ByteBuf;

/** Writes keys, so that the same key of a row is the same bytes whether it was read or streamed. */
@FunctionalInterface
public interface KeyWriter {

    /**
     * Appends the key of a row.
     *
     * @param row   borrowed until this method returns
     * @param table with the key to write
     * @param out   borrowed until this method returns
     */
    void writeKey(RowView row, TableDescriptor table, ByteBuf out);
}
