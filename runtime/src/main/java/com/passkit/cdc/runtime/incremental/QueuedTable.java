package com.passkit.cdc.runtime.incremental;

import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * A table that is to be read.
 *
 * @param name           its names
 * @param rowsEstimated  the server's estimate of its rows
 * @param bytesEstimated the server's estimate of its size
 */
public record QueuedTable(TableName name, long rowsEstimated, long bytesEstimated) {

    /** As the catalogue has it. */
    public static QueuedTable of(CatalogTable table) {
        return new QueuedTable(table.name(), table.rowsEstimated(), table.bytesEstimated());
    }
}
