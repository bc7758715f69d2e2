package com.passkit.cdc.protocol.pull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import com.passkit.cdc.protocol.binlog.BinlogFileReader;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.row.Demand;

/** Reads on as items are asked for: a row, or a statement with its end, is held at a time. */
final class FileItems implements ItemSource {

    /** Opens a file for a handler. */
    @FunctionalInterface
    interface Opener<E extends Exception> {

        BinlogFileReader open(BinlogHandler handler) throws E;
    }

    private final Deque<BinlogItem> items;
    private final BinlogFileReader reader;
    private boolean isRead;

    private FileItems(Deque<BinlogItem> items, BinlogFileReader reader) {
        this.items = items;
        this.reader = reader;
    }

    static <E extends Exception> FileItems open(Opener<E> opener) throws E {
        Deque<BinlogItem> items = new ArrayDeque<>();
        return new FileItems(items, opener.open(new ItemCollector((item, weight) -> {
            items.add(item);
            return Demand.PAUSE;
        })));
    }

    @Override
    public BinlogItem next(Duration timeout) {
        while (items.isEmpty() && !isRead) {
            isRead = reader.read() == Demand.CONTINUE;
        }
        return items.poll();
    }

    @Override
    public boolean isExhausted() {
        return items.isEmpty() && isRead;
    }

    @Override
    public void close() {
        reader.close();
    }
}
