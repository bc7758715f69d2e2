package com.passkit.cdc.protocol.pull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

import com.passkit.cdc.protocol.client.ResultHandler;
import com.passkit.cdc.protocol.client.ResultStream;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.owned.OwnedRow;
import com.passkit.cdc.protocol.row.owned.OwnedRowReader;

/**
 * A result set of any size as owned rows, one after the other:
 * <pre>{@code
 * try (QueryRows rows = QueryRows.of(handler -> connection.query("SELECT id, name FROM members", handler))) {
 *     for (OwnedRow row : rows) {
 *         System.out.println(row.get("name"));
 *     }
 * }
 * }</pre>
 * At most about 16 MiB or 4096 rows are held, or one row where it is larger; then the server is paused.
 * <p>
 * Threading: one thread at a time, and none of a connection's event loop. Blocking: yes, until there is a row.
 */
public final class QueryRows implements Iterable<OwnedRow>, AutoCloseable {

    private static final long ROW_WEIGHT = 64;

    private final BoundedQueue<OwnedRow> queue = new BoundedQueue<>();
    private final ResultStream stream;

    private QueryRows(Function<ResultHandler, ResultStream> query) {
        stream = query.apply(new Collector(queue));
        stream.completion().whenComplete((rowCount, cause) -> queue.end(cause));
    }

    private record Collector(BoundedQueue<OwnedRow> queue, OwnedRowReader reader) implements ResultHandler {

        private Collector(BoundedQueue<OwnedRow> queue) {
            this(queue, new OwnedRowReader());
        }

        @Override
        public Demand onRow(RowView row) {
            OwnedRow owned = reader.read(row);
            return queue.add(owned, ROW_WEIGHT + reader.takeWeight());
        }
    }

    /**
     * Starts a query.
     *
     * @param query runs it with the handler that it is given
     * @return its rows
     */
    public static QueryRows of(Function<ResultHandler, ResultStream> query) {
        return new QueryRows(query);
    }

    /**
     * Waits for the next row.
     *
     * @return null behind the last one
     */
    public OwnedRow next() {
        return queue.take(null, stream::resume);
    }

    /** @return the rest of the rows; every iterator takes from the same */
    @Override
    public Iterator<OwnedRow> iterator() {
        return new Iterator<>() {

            private OwnedRow ahead;

            @Override
            public boolean hasNext() {
                if (ahead == null) {
                    ahead = QueryRows.this.next();
                }
                return ahead != null;
            }

            @Override
            public OwnedRow next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("there is no other row");
                }
                OwnedRow row = ahead;
                ahead = null;
                return row;
            }
        };
    }

    /** Forgets the rest: the connection reads it through before its next command. */
    @Override
    public void close() {
        queue.close();
        stream.resume();
    }
}
