package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * One row change of a rows event.
 * Memory: borrowed until the callback returns; one reused instance. Threading: the thread of the callback only.
 */
public interface RowChangeView {

    RowChangeKind kind();

    TableDescriptor table();

    /** @return index of the row in its event, from 0 */
    int rowIndex();

    /** @return the row before; null for INSERT */
    RowView before();

    /** @return the row after; null for DELETE */
    RowView after();
}
