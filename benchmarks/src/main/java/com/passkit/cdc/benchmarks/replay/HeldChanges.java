package com.passkit.cdc.benchmarks.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.passkit.cdc.protocol.binlog.BinlogDecoder;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.change.BinlogChangeAdapter;
import com.passkit.cdc.runtime.change.ChangeHandler;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.change.TableSelector;
import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Changes of a file that stay valid: each was handed out by a decoder of its own, which was paused there and is never
 * resumed. So a stage behind the decoder can be measured alone.
 * Memory: retained; call {@link #close()}. Threading: one thread at a time.
 */
public final class HeldChanges implements AutoCloseable {

    private static final int MAGIC_LENGTH = 4;

    private final ByteBuf events;
    private final ChangeView[] changes;

    private HeldChanges(ByteBuf events, int count) {
        this.events = events;
        this.changes = new ChangeView[count];
    }

    /** The first changes of a file. */
    public static HeldChanges of(Path file, int count) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            HeldChanges held = new HeldChanges(Unpooled.directBuffer(bytes.length).writeBytes(bytes), count);
            for (int n = 0; n < count; n++) {
                held.changes[n] = held.change(n);
            }
            return held;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int count() {
        return changes.length;
    }

    public ChangeView get(int n) {
        return changes[n];
    }

    private ChangeView change(int n) {
        Hold hold = new Hold(n);
        KnownDefinitions definitions = new KnownDefinitions((database, table) -> false);
        TableSelector selector = new TableSelector(new TableFilter(List.of(), List.of()), TableRules.NONE, definitions);
        BinlogDecoder decoder = new BinlogDecoder(TableDefinitions.NONE,
            new BinlogChangeAdapter(selector, definitions, hold, false, false,
                XaSpool.temporary(), (xid, file, offset) -> { }));
        EventHeaderFlyweight header = new EventHeaderFlyweight();
        for (int index = MAGIC_LENGTH; index < events.writerIndex();) {
            int length = (int) header.wrap(events, index, EventHeaderFlyweight.LENGTH).eventLength();
            if (decoder.onEvent(events, index, length) == Demand.PAUSE) {
                return hold.change;
            }
            index += length;
        }
        throw new IllegalArgumentException("changes: fewer than " + (n + 1) + " in the file");
    }

    @Override
    public void close() {
        events.release();
    }

    /** Pauses at the n-th change. */
    private static final class Hold implements ChangeHandler {

        private int left;
        private ChangeView change;

        Hold(int n) {
            left = n;
        }

        @Override
        public Demand onChange(ChangeView next) {
            if (left-- > 0) {
                return Demand.CONTINUE;
            }
            change = next;
            return Demand.PAUSE;
        }

        @Override
        public void onCommit(String file, long offset, TransactionId gtid) {
        }
    }
}
