package com.passkit.cdc.protocol.pull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

import com.passkit.cdc.protocol.binlog.BinlogFileReader;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;

/**
 * A binlog as owned items, one after the other:
 * <pre>{@code
 * try (BinlogEvents events = BinlogEvents.ofFile(Path.of("binlog.000007"), TableDefinitions.NONE)) {
 *     for (BinlogItem item : events) {
 *         if (item instanceof RowEvent row) {
 *             System.out.println(row.kind() + " " + row.table() + " " + row.after());
 *         }
 *     }
 * }
 * }</pre>
 * Of a server at most about 16 MiB or 4096 items are held, or one row where it is larger; then the server is paused.
 * Failures are thrown as {@link com.passkit.cdc.protocol.error.MySqlException}, behind the items that came before.
 * <p>
 * Threading: one thread at a time, and none of a connection's event loop. Blocking: yes, until there is an item.
 */
public final class BinlogEvents implements Iterable<BinlogItem>, AutoCloseable {

    private final ItemSource source;

    private BinlogEvents(ItemSource source) {
        this.source = source;
    }

    /**
     * Reads a file: plain, or compressed by gzip or zstd.
     *
     * @param file        its own name stands in positions
     * @param definitions what table maps leave out; {@link TableDefinitions#NONE} where nothing is known
     * @return its items
     * @throws IOException when it cannot be opened
     */
    public static BinlogEvents ofFile(Path file, TableDefinitions definitions) throws IOException {
        return new BinlogEvents(FileItems.open(handler -> BinlogFileReader.open(file, definitions, handler)));
    }

    /**
     * Reads a stream as {@link #ofFile}.
     *
     * @param in          closed with this
     * @param name        stands in positions
     * @param definitions what table maps leave out
     * @return its items
     */
    public static BinlogEvents of(InputStream in, String name, TableDefinitions definitions) {
        return new BinlogEvents(FileItems.<RuntimeException>open(
            handler -> BinlogFileReader.of(in, name, definitions, handler)));
    }

    /**
     * Makes a session a binlog dump.
     *
     * @param connection of no other use from now on; closed with this
     * @param config     where to start, and what to announce
     * @return its items; without end unless the dump is non-blocking
     */
    public static BinlogEvents ofServer(MySqlConnection connection, BinlogDumpConfig config) {
        return new BinlogEvents(new ServerItems(connection, config));
    }

    /**
     * Waits for the next item.
     *
     * @return null at the end
     */
    public BinlogItem next() {
        return source.next(null);
    }

    /**
     * Waits for the next item, but not for ever. A file is read without regard to time.
     *
     * @param timeout how long
     * @return null when there was none, or at the end; {@link #isExhausted()} tells which
     */
    public BinlogItem next(Duration timeout) {
        return source.next(Objects.requireNonNull(timeout, "timeout"));
    }

    /** @return whether the end was reached */
    public boolean isExhausted() {
        return source.isExhausted();
    }

    /** @return the rest of the items; every iterator takes from the same */
    @Override
    public Iterator<BinlogItem> iterator() {
        return new Iterator<>() {

            private BinlogItem ahead;

            @Override
            public boolean hasNext() {
                if (ahead == null) {
                    ahead = BinlogEvents.this.next();
                }
                return ahead != null;
            }

            @Override
            public BinlogItem next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the binlog has ended");
                }
                BinlogItem item = ahead;
                ahead = null;
                return item;
            }
        };
    }

    /** Ends the reading, and a dump with its connection. */
    @Override
    public void close() {
        source.close();
    }
}
