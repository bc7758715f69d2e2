package com.passkit.cdc.snapshot.read;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.CatalogTable;

/**
 * Finds the pieces of one table along its key, each of them exactly {@code chunkRows} long but the last one. As the
 * view does not change, piece k holds the ordinals from k × chunkRows on, whoever reads it and whenever.
 * Threading: the event loop of the connections, one step at a time.
 */
final class TableWalk {

    private final TableDescriptor table;
    private final KeyOrder order;
    private final int chunkRows;
    private final TableKey excluded;
    private TableKey after;
    private long pieceCount;
    private boolean isEnded;

    /** @param excluded the last key, which is not to be in any piece; null for none */
    TableWalk(CatalogTable table, int chunkRows, TableKey excluded) {
        this.table = table.descriptor();
        this.order = new KeyOrder(table);
        this.chunkRows = chunkRows;
        this.excluded = excluded;
    }

    TableDescriptor table() {
        return table;
    }

    /** @return whether the last piece was found */
    boolean isEnded() {
        return isEnded;
    }

    /** @return the next piece */
    CompletableFuture<Piece> next(MySqlConnection connection) {
        return connection.fetch(order.keyAt(after, chunkRows - 1L)).thenApply(this::piece);
    }

    /** @param rows the last key of the piece and the first one behind it, as far as there are such */
    private Piece piece(List<ResultRow> rows) {
        isEnded = rows.size() < 2;
        long rowCount = isEnded ? Piece.UNKNOWN : chunkRows;
        KeyRange range = KeyRange.betweenExclusive(after, excluded);
        if (!isEnded) {
            TableKey last = order.key(rows.get(0));
            range = KeyRange.between(after, last);
            after = last;
        }
        return new Piece(table, order.rows(range), range.toString(), pieceCount++ * chunkRows, rowCount, false);
    }
}
