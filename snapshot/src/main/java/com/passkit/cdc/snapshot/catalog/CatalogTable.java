package com.passkit.cdc.snapshot.catalog;

import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * A captured table.
 *
 * @param model           its definition
 * @param descriptor      what row changes need of it
 * @param engine          storage engine
 * @param isTransactional whether the engine gives consistent reads
 * @param rowsEstimated   the server's estimate, not exact
 * @param bytesEstimated  the server's estimate of its size, not exact
 * @param keyIndex        the index that has all rows in the order of the key; empty where none has
 */
public record CatalogTable(TableModel model, TableDescriptor descriptor, String engine, boolean isTransactional,
    long rowsEstimated, long bytesEstimated, String keyIndex) {

    public TableName name() {
        return TableName.of(descriptor);
    }
}
