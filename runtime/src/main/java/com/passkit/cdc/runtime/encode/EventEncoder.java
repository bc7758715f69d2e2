package com.passkit.cdc.runtime.encode;

import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.runtime.change.ChangeView;
import io.netty.buffer.ByteBuf;

/**
 * Writes changes as bytes. What is written for one change never contains a line feed and is never empty.
 * Threading: one thread at a time.
 */
public interface EventEncoder {

    /**
     * Appends one event. When it throws, what lies behind the old writer index is undefined.
     *
     * @param change borrowed until this method returns
     * @param out    borrowed until this method returns
     */
    void encode(ChangeView change, ByteBuf out);

    /**
     * Appends the key of a row, so that equal keys are equal bytes; nothing for a table without a key. It is not handed
     * on: nothing is hidden of it.
     *
     * @param row borrowed until this method returns
     * @param out borrowed until this method returns
     */
    void encodeKey(RowView row, ChangeView change, ByteBuf out);
}
