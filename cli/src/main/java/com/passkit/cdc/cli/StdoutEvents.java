package com.passkit.cdc.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.ProductVersion;
import com.passkit.cdc.runtime.change.ChangeHandler;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.encode.JsonEventEncoder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Writes changes as NDJSON: an event a line, handed on at each commit so that a reader sees whole transactions at once.
 * A server sends a transaction only when it is committed; of a file that may break off, events are held until their
 * transaction has ended.
 * Threading: any thread, one after the other. Blocking: yes, on a slow reader of stdout.
 */
final class StdoutEvents implements ChangeHandler {

    static final long NO_LIMIT = Long.MAX_VALUE;

    private static final int FLUSH_LENGTH = 1 << 16;

    private final JsonEventEncoder encoder;
    private final PrintStream out;
    private final long maxEvents;
    private final TransactionSpool spool;
    private final ByteBuf buffer = Unpooled.buffer(2 * FLUSH_LENGTH);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // written by the thread of the callbacks, read behind ended() or the end of the stream
    private volatile long eventCount;
    private volatile long heldCount;
    private volatile String lastPosition = "";
    private volatile String lastGtid = "";

    /**
     * @param maxEvents how many to write, {@link #NO_LIMIT} for all
     * @param spool     holds the transaction at hand; null to hand it on at once
     */
    StdoutEvents(JsonEventEncoder encoder, PrintStream out, long maxEvents, TransactionSpool spool) {
        this.encoder = encoder;
        this.out = out;
        this.maxEvents = maxEvents;
        this.spool = spool;
        if (maxEvents == 0) {
            ended.complete(null);
        }
    }

    /** @param maxEvents null for all */
    static StdoutEvents of(ConfigReader reader, CliContext context, Long maxEvents) {
        return new StdoutEvents(new JsonEventEncoder(reader.encode(), ProductVersion.current()), context.out(),
            maxEvents == null ? NO_LIMIT : maxEvents, null);
    }

    /** Of files: whole transactions only. @param spool stays the caller's to close */
    static StdoutEvents ofFiles(ConfigReader reader, CliContext context, TransactionSpool spool) {
        return new StdoutEvents(new JsonEventEncoder(reader.encode(), ProductVersion.current()), context.out(),
            NO_LIMIT, spool);
    }

    @Override
    public void onServerVersion(String serverVersion) {
        encoder.onServer(serverVersion);
    }

    @Override
    public synchronized Demand onChange(ChangeView change) {
        if (ended.isDone()) {
            return Demand.CONTINUE;
        }
        encoder.encode(change, buffer);
        buffer.writeByte('\n');
        if (spool != null) {
            hold();
            return Demand.CONTINUE;
        }
        long count = eventCount + 1;
        eventCount = count;
        if (count >= maxEvents) {
            flush();
            ended.complete(null);
        } else if (buffer.readableBytes() >= FLUSH_LENGTH) {
            flush();
        }
        return Demand.CONTINUE;
    }

    private void hold() {
        heldCount++;
        if (buffer.readableBytes() >= FLUSH_LENGTH) {
            spool.add(buffer);
            buffer.clear();
        }
    }

    @Override
    public synchronized void onCommit(String file, long offset, TransactionId gtid) {
        if (ended.isDone()) {
            return;
        }
        if (spool != null) {
            spool.drainTo(out);
            eventCount += heldCount;
            heldCount = 0;
        }
        flush();
        lastPosition = file + ':' + offset;
        if (gtid != null) {
            lastGtid = gtid.toString();
        }
    }

    /** @return completes when enough was written, or nobody reads any more */
    CompletableFuture<Void> ended() {
        return ended;
    }

    long eventCount() {
        return eventCount;
    }

    /** @return what was written, in words */
    String summary() {
        return eventCount + " events" + (lastPosition.isEmpty() ? "" : ", last position " + lastPosition)
            + (lastGtid.isEmpty() ? "" : ", gtid " + lastGtid)
            + (heldCount == 0 ? "" : "; " + heldCount + " events of a transaction without an end are left out");
    }

    /** Hands on what is left. Of what is held, nothing: its commit is missing. */
    synchronized void close() {
        if (spool == null) {
            flush();
        }
    }

    private void flush() {
        if (buffer.isReadable()) {
            try {
                buffer.readBytes(out, buffer.readableBytes());
            } catch (IOException e) {
                // PrintStream keeps its failures to itself; checkError tells.
                ended.complete(null);
            }
            buffer.clear();
        }
        if (out.checkError()) {
            ended.complete(null);
        }
    }
}
