package com.passkit.cdc.snapshot.read;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.CatalogTable;

/**
 * Deals the pieces of a {@link ReadPlan} out to connections. A connection without work takes the next step along a
 * table that is being walked, and reads the piece that it found; where another one is just walking, it begins with the
 * next table. So the pieces of one large table are read by all of them, and nothing is found long before it is read.
 * Threading: the event loop of the connections.
 */
public final class PieceQueue {

    private final Deque<CatalogTable> tables;
    private final List<TableWalk> idleWalks = new ArrayList<>();
    private final Map<TableDescriptor, Integer> open = new HashMap<>();
    private final ReadPlan plan;
    private final boolean isSplitting;
    private final int chunkRows;
    private Piece last;
    private int openCount;

    /**
     * @param isSplitting whether tables are read in pieces; there is no use in it for one connection
     * @param chunkRows   length of a piece
     */
    public PieceQueue(ReadPlan plan, boolean isSplitting, int chunkRows) {
        this.plan = plan;
        this.isSplitting = isSplitting;
        this.chunkRows = chunkRows;
        this.tables = new ArrayDeque<>(plan.tables());
        if (plan.last() != null) {
            last = lastPiece(plan.last());
        }
        if (plan.last() != null && plan.lastKey() == null) {
            tables.remove(plan.last());
        }
    }

    /** @return whether everything was dealt out and read */
    public boolean isDone() {
        return tables.isEmpty() && idleWalks.isEmpty() && openCount == 0 && last == null;
    }

    /**
     * @param connection borrowed; idle until the piece is there
     * @return the next piece; null when there is none until another one was read
     */
    public CompletableFuture<Piece> take(MySqlConnection connection) {
        if (!idleWalks.isEmpty()) {
            return step(idleWalks.remove(0), connection);
        }
        CatalogTable table = tables.poll();
        if (table != null) {
            return begin(table, connection);
        }
        if (openCount == 0 && last != null) {
            Piece piece = last;
            last = null;
            opened(piece.table());
            return CompletableFuture.completedFuture(piece);
        }
        return null;
    }

    /** The piece was read to its end. @return whether it was the last one of its table */
    public boolean onRead(Piece piece) {
        TableDescriptor table = piece.table();
        openCount--;
        boolean hasMore = open.merge(table, -1, Integer::sum) > 0
            || idleWalks.stream().anyMatch(walk -> walk.table() == table)
            || last != null && last.table() == table;
        if (!hasMore) {
            open.remove(table);
        }
        return !hasMore;
    }

    private CompletableFuture<Piece> begin(CatalogTable table, MySqlConnection connection) {
        boolean isLast = table == plan.last();
        boolean isWalked = isSplitting && table.isTransactional() && KeyOrder.isGivenFor(table);
        if (isWalked) {
            return step(new TableWalk(table, chunkRows, isLast ? plan.lastKey() : null), connection);
        }
        opened(table.descriptor());
        return CompletableFuture.completedFuture(isLast ? allButLast(table) : Piece.whole(table.descriptor(), false));
    }

    private CompletableFuture<Piece> step(TableWalk walk, MySqlConnection connection) {
        opened(walk.table());
        return walk.next(connection)
            .exceptionallyCompose(error -> CompletableFuture.failedFuture(TableFailure.of(walk.table(), error)))
            .thenApply(piece -> {
                if (!walk.isEnded()) {
                    idleWalks.add(walk);
                }
                return piece;
            });
    }

    private Piece allButLast(CatalogTable table) {
        KeyRange range = KeyRange.betweenExclusive(null, plan.lastKey());
        return new Piece(table.descriptor(), new KeyOrder(table).rows(range), range.toString(), 0, Piece.UNKNOWN,
            false);
    }

    private Piece lastPiece(CatalogTable table) {
        if (plan.lastKey() == null) {
            return Piece.whole(table.descriptor(), true);
        }
        KeyRange range = KeyRange.of(plan.lastKey());
        return new Piece(table.descriptor(), new KeyOrder(table).rows(range), range.toString(), Piece.UNKNOWN, 1,
            true);
    }

    private void opened(TableDescriptor table) {
        open.merge(table, 1, Integer::sum);
        openCount++;
    }
}
