package com.passkit.cdc.protocol.binlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Demand;

/**
 * Reads a binlog file with the decoder of a dump. Positions are those of the file, whatever its events say.
 * <p>
 * Memory: retained; call {@link #close()}. One block, or the file's longest event, is held.
 * Threading: one thread at a time. Blocking: yes, on the file.
 */
public final class BinlogFileReader implements AutoCloseable {

    private final EventScanner scanner;
    private final BinlogDecoder decoder;
    private final String name;
    private boolean isPaused;

    private BinlogFileReader(ReadableByteChannel channel, String name, TableDefinitions definitions,
        BinlogHandler handler) {
        this.name = name;
        scanner = new EventScanner(channel, name);
        decoder = new BinlogDecoder(definitions, handler,
            LinearPosition.ofFile(name, BinlogPosition.InFile.FIRST_EVENT_OFFSET));
    }

    /** Opens a file; its own name stands in positions and errors. */
    public static BinlogFileReader open(Path file, TableDefinitions definitions, BinlogHandler handler)
        throws IOException {
        return new BinlogFileReader(FileChannel.open(file), String.valueOf(file.getFileName()), definitions, handler);
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
        try {
            return scanner.next();
        } catch (MalformedPacketException e) {
            long end = decoder.lastTransactionEnd();
            throw e.at(name, end == 0 ? "no event is whole" : "last whole transaction ends at " + end);
        }
    }

    @Override
    public void close() {
        decoder.close();
        scanner.close();
    }
}
