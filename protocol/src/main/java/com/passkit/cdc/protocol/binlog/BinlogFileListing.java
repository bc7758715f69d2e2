package com.passkit.cdc.protocol.binlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.position.BinlogPosition;

import io.netty.buffer.ByteBuf;

/**
 * Lists the events of a binlog file by their headers, with the verdict on each checksum: goes on where a decoder
 * would stop, as long as events are framed. The file may be compressed by gzip or zstd.
 * <p>
 * Memory: retained; call {@link #close()}. Threading: one thread at a time. Blocking: yes, on the file.
 */
public final class BinlogFileListing implements AutoCloseable {

    private final EventScanner scanner;
    private final LinearPosition position;
    private final EventCursor event = new EventCursor();
    private final EventChecksum checksum = new EventChecksum();
    private final FormatDescriptionEventFlyweight format = new FormatDescriptionEventFlyweight();
    private boolean hasChecksums;

    private BinlogFileListing(ReadableByteChannel channel, String name) {
        scanner = new EventScanner(channel, name);
        position = LinearPosition.ofFile(name, BinlogPosition.InFile.FIRST_EVENT_OFFSET);
    }

    /** Opens a file; its name without {@code .gz}, {@code .zst} or {@code .zstd} stands in positions and errors. */
    public static BinlogFileListing open(Path file) throws IOException {
        return new BinlogFileListing(FileChannel.open(file), PackedChannel.nameOf(file));
    }

    /**
     * Reads a stream.
     *
     * @param in   closed with the listing
     * @param name stands in positions and errors
     */
    public static BinlogFileListing of(InputStream in, String name) {
        return new BinlogFileListing(Channels.newChannel(in), name);
    }

    /** Hands out every event, borrowed until the consumer returns, to the end of the file. */
    public void forEach(Consumer<EventView> consumer) {
        while (scanner.next()) {
            EventHeaderFlyweight header = event.wrap(scanner.buffer(), scanner.index(), scanner.length());
            position.place(header, scanner.length(), event);
            event.checksum(verdict(header, scanner.buffer(), scanner.index(), scanner.length()));
            consumer.accept(event);
        }
    }

    private ChecksumVerdict verdict(EventHeaderFlyweight header, ByteBuf buffer, int index, int length) {
        boolean matches;
        if (header.type() == EventType.FORMAT_DESCRIPTION) {
            format.wrap(buffer, index + EventHeaderFlyweight.LENGTH, length - EventHeaderFlyweight.LENGTH);
            hasChecksums = format.checksumAlgorithmRaw() == FormatDescriptionEventFlyweight.CHECKSUM_CRC32;
            matches = hasChecksums && checksum.matchesWithoutInUse(buffer, index, length);
        } else {
            matches = hasChecksums && checksum.matches(buffer, index, length);
        }
        return !hasChecksums ? ChecksumVerdict.NONE : matches ? ChecksumVerdict.OK : ChecksumVerdict.MISMATCH;
    }

    @Override
    public void close() {
        scanner.close();
    }
}
