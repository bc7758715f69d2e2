package com.passkit.cdc.protocol.binlog.image;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

import com.passkit.cdc.protocol.binlog.event.TableMapEventFlyweight;
import com.passkit.cdc.protocol.row.TableDescriptor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Layouts by the bytes of table-map bodies, the table id left out. Bounded: the one not used for the longest time goes
 * first. The bytes of the event's database, table, types and metadata are the key, so a changed table is another entry.
 * Threading: one thread at a time.
 */
public final class TableLayouts {

    /** Tables that a busy server changes between two restarts of the connector, with room to spare. */
    private static final int MAX_LAYOUTS = 4096;
    private static final int HASH_ROTATION = 29;
    /** 2^64 divided by the golden ratio: odd, and no bit of a word stays where it was. */
    private static final long HASH_MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

    private final TableLayoutDecoder decoder;
    private final Probe probe = new Probe();
    private final Map<Body, TableLayout> layouts = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Body, TableLayout> eldest) {
            return size() > MAX_LAYOUTS;
        }
    };
    /** Layouts whose definition is to be asked for again; kept for their descriptors. */
    private final Map<Body, TableLayout> forgotten = new java.util.HashMap<>();

    /** @param definitions database and table to what is known of it, or null */
    public TableLayouts(BiFunction<String, String, TableDescriptor> definitions) {
        this(definitions, () -> { });
    }

    /**
     * @param definitions     database and table to what is known of it, or null
     * @param onSelfDescribed told of each new table map with FULL metadata
     */
    public TableLayouts(BiFunction<String, String, TableDescriptor> definitions, Runnable onSelfDescribed) {
        decoder = new TableLayoutDecoder(definitions, onSelfDescribed);
    }

    /** @param isMariaDb whether the events that follow are MariaDB's */
    public void isMariaDb(boolean isMariaDb) {
        decoder.isMariaDb(isMariaDb);
    }

    /** Memory: borrowed until this method returns. */
    public TableLayout of(TableMapEventFlyweight event) {
        probe.wrap(event.buffer(), event.bodyIndex(), event.bodyLength());
        TableLayout known = layouts.get(probe);
        if (known != null) {
            return known;
        }
        TableLayout layout = decoder.decode(event);
        TableLayout before = forgotten.remove(probe);
        if (before != null && before.table().equals(layout.table())) {
            layout = layout.withTable(before.table());
        }
        layouts.put(probe.owned(), layout);
        return layout;
    }

    /** Asks for definitions again, at the next table map of each table that needs one. */
    public void forgetDefinitions() {
        forgotten.clear();
        Iterator<Map.Entry<Body, TableLayout>> entries = layouts.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Body, TableLayout> entry = entries.next();
            if (entry.getValue().isFromDefinition()) {
                forgotten.put(entry.getKey(), entry.getValue());
                entries.remove();
            }
        }
    }

    /** The bytes of a table map, compared by value; eight at a time, as there is one to each statement. */
    private static class Body {

        ByteBuf buffer;
        int index;
        int length;
        int hash;

        @Override
        public final int hashCode() {
            return hash;
        }

        @Override
        public final boolean equals(Object other) {
            return other instanceof Body that && hash == that.hash && length == that.length
                && ByteBufUtil.equals(buffer, index, that.buffer, that.index, length);
        }
    }

    /** The body at hand; borrowed, never kept in the map. */
    private static final class Probe extends Body {

        void wrap(ByteBuf buffer, int index, int length) {
            this.buffer = buffer;
            this.index = index;
            this.length = length;
            hash = computeHash();
        }

        private int computeHash() {
            long result = length;
            int end = index + length;
            int at = index;
            for (; end - at >= Long.BYTES; at += Long.BYTES) {
                result = mix(result, buffer.getLong(at));
            }
            for (; at < end; at++) {
                result = mix(result, buffer.getByte(at));
            }
            return Long.hashCode(result);
        }

        private static long mix(long result, long word) {
            return Long.rotateLeft(result ^ word, HASH_ROTATION) * HASH_MULTIPLIER;
        }

        Body owned() {
            Body owned = new Body();
            owned.buffer = Unpooled.copiedBuffer(buffer.slice(index, length));
            owned.length = length;
            owned.hash = hash;
            return owned;
        }
    }
}
