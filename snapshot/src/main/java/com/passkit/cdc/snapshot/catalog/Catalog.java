package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Reads table definitions from information_schema.
 */
public final class Catalog {

    /** @param connection borrowed */
    public Catalog(MySqlConnection connection) {
    }

    /**
     * @return definitions of the base tables that the filter includes and the user may read, sorted by name: columns
     *         in table
     *         order (invisible and generated ones too, exactly those that the binlog carries), key = primary key,
     * else the
     *         first unique key without nullable columns
     */
    public CompletableFuture<List<TableDescriptor>> tables(TableFilter filter) {
        throw new AssertionError(filter);
    }
}
