package com.passkit.cdc.protocol.binlog.image;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

import com.passkit.cdc.protocol.binlog.event.TableMapEventFlyweight;
import com.passkit.cdc.protocol.row.TableDescriptor;

import io.netty.buffer.ByteBuf;

/**
 * Layouts by the bytes of table-map bodies, the table id left out. Bounded: the one not used for the longest time goes
 * first. The bytes of the event's database, table, types and metadata are the key, so a changed table is another entry.
 * Threading: one thread at a time.
 */
public final class TableLayouts {

    /** Tables that a busy server changes between two restarts of the connector, with room to spare. */
    private static final int MAX_LAYOUTS = 4096;

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
        decoder = new TableLayoutDecoder(definitions);
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

    /** Bytes compared by value. */
    private abstract static class Body {

        int hash;

        abstract int length();

        abstract byte at(int offset);

        final int computeHash() {
            int result = 1;
            for (int i = 0; i < length(); i++) {
                result = 31 * result + at(i);
            }
            return result;
        }

        @Override
        public final int hashCode() {
            return hash;
        }

        @Override
        public final boolean equals(Object other) {
            if (!(other instanceof Body that) || hash != that.hash || length() != that.length()) {
                return false;
            }
            for (int i = 0; i < length(); i++) {
                if (at(i) != that.at(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class OwnedBody extends Body {

        private final byte[] bytes;

        OwnedBody(byte[] bytes, int hash) {
            this.bytes = bytes;
            this.hash = hash;
        }

        @Override
        int length() {
            return bytes.length;
        }

        @Override
        byte at(int offset) {
            return bytes[offset];
        }
    }

    /** The body at hand; borrowed, never kept in the map. */
    private static final class Probe extends Body {

        private ByteBuf buffer;
        private int index;
        private int length;

        void wrap(ByteBuf buffer, int index, int length) {
            this.buffer = buffer;
            this.index = index;
            this.length = length;
            hash = computeHash();
        }

        OwnedBody owned() {
            byte[] bytes = new byte[length];
            buffer.getBytes(index, bytes);
            return new OwnedBody(bytes, hash);
        }

        @Override
        int length() {
            return length;
        }

        @Override
        byte at(int offset) {
            return buffer.getByte(index + offset);
        }
    }
}
