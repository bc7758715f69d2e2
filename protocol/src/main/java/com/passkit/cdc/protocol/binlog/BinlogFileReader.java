package com.passkit.cdc.protocol.binlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Demand;

/**
 * Reads a binlog file with the decoder of a dump: plain, or compressed by gzip or zstd, which its first bytes tell.
 * Positions are those of the file before it was compressed, whatever its events say. The error of a file that breaks
 * off or is damaged names the place, the field, and where the last whole transaction ends.
 * <p>
 * Memory: retained; call {@link #close()}. One block, or the file's longest event, is held.
 * Threading: one thread at a time. Blocking: yes, on the file.
 */
public final class BinlogFileReader implements AutoCloseable {

    private final EventScanner scanner;
    private final BinlogDecoder decoder;
    private boolean isPaused;

    private BinlogFileReader(ReadableByteChannel channel, String name, TableDefinitions definitions,
        BinlogHandler handler) {
        scanner = new EventScanner(channel, name);
        decoder = new BinlogDecoder(definitions, handler,
            LinearPosition.ofFile(name, BinlogPosition.InFile.FIRST_EVENT_OFFSET));
    }

    /** Opens a file; its name without {@code .gz}, {@code .zst} or {@code .zstd} stands in positions and errors. */
    public static BinlogFileReader open(Path file, TableDefinitions definitions, BinlogHandler handler)
        throws IOException {
        return new BinlogFileReader(FileChannel.open(file), PackedChannel.nameOf(file), definitions, handler);
    }

    /**
     * Reads a stream.
     *
     * @param in   closed with the reader
     * @param name stands in positions and errors
     */
    public static BinlogFileReader of(InputStream in, String name, TableDefinitions definitions,
        BinlogHandler handler) {
        return new BinlogFileReader(Channels.newChannel(in), name, definitions, handler);
    }

    /**
     * Reads on until the file ends or the handler pauses.
     *
     * @return CONTINUE at the end of the file; PAUSE when the handler paused: call again to go on
     */
    public Demand read() {
        try {
            return readOn();
        } catch (MySqlException e) {
            throw EventFault.note(e, decoder.lastTransactionEnd().toString());
        }
    }

    private Demand readOn() {
        if (isPaused && decoder.resume() == Demand.PAUSE) {
            return Demand.PAUSE;
        }
        isPaused = false;
        while (next()) {
            if (decoder.onEvent(scanner.buffer(), scanner.index(), scanner.length()) == Demand.PAUSE) {
                isPaused = true;
                return Demand.PAUSE;
            }
        }
        return Demand.CONTINUE;
    }

    private boolean next() {
        if (scanner.next()) {
            return true;
        }
        TransactionEnd transaction = decoder.lastTransactionEnd();
        if (transaction.isInside()) {
            throw scanner.malformed("transaction", "the file ends inside the one that begins at "
                + transaction.beginning(), "its commit");
        }
        return false;
    }

    @Override
    public void close() {
        decoder.close();
        scanner.close();
    }
}
