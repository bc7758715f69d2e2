package com.passkit.cdc.runtime.incremental;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.snapshot.incremental.KeyedTable;
import com.passkit.cdc.snapshot.incremental.RowBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The keys of a table's rows that the stream changed while a piece of the table was read. Of such a row the stream has
 * the last word: what was read of it may be older or newer than the place where it would be handed on.
 * <p>
 * A key is the bytes that stand for it in events. Both keys of an update are noted, and each as it was stored: where a
 * collation takes two spellings for one key, a row goes from one to the other only by a change that notes both.
 * <p>
 * Memory: the keys noted before the piece is there; behind that only those which are in it, of which there are no more
 * than its rows. Threading: source event loop only.
 */
final class NotedKeys {

    private static final int INITIAL_CAPACITY = 256;

    private final KeyWriter writer;
    private final ByteBuf scratch = Unpooled.buffer(INITIAL_CAPACITY);
    private final MergedRow merged = new MergedRow();

    private KeyedTable table;
    private List<String> keyNames = List.of();
    private TableDescriptor keyedFor;
    private TableDescriptor keyed;
    private Set<Key> noted = new HashSet<>();
    private Set<Key> wanted;
    private long notedBytes;
    private boolean isInvalid;

    /** Bytes of a key. */
    private record Key(byte[] bytes) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    NotedKeys(KeyWriter writer) {
        this.writer = writer;
    }

    /** From now on changes of this table are noted, and nothing else. */
    void open(KeyedTable openedTable) {
        table = openedTable;
        keyNames = openedTable.keyNames();
        keyedFor = null;
        noted = new HashSet<>();
        wanted = null;
        notedBytes = 0;
        isInvalid = false;
    }

    /** Notes nothing any more and forgets. */
    void close() {
        table = null;
        noted = new HashSet<>();
        wanted = null;
    }

    boolean isOpen() {
        return table != null;
    }

    /** @return bytes of the keys that are noted */
    long notedBytes() {
        return notedBytes;
    }

    /** The piece is there: from now on only keys of its rows matter. */
    void onRead(RowBuffer rows) {
        wanted = new HashSet<>();
        for (int i = 0; i < rows.rowCount(); i++) {
            wanted.add(keyOf(rows.row(i), table.table()));
        }
        noted.retainAll(wanted);
    }

    /** @param change borrowed until this method returns */
    void note(ChangeView change) {
        if (table == null || !isSame(change.table())
            || change.kind() == ChangeKind.TRUNCATE || change.kind() == ChangeKind.SCHEMA) {
            return;
        }
        TableDescriptor changed = keyed(change.table());
        if (changed == null) {
            isInvalid = true;
            return;
        }
        RowView before = change.before();
        RowView after = change.after();
        if (before != null) {
            note(keyOf(before, changed));
        }
        if (after != null) {
            note(keyOf(before == null ? after : merged.of(after, before), changed));
        }
    }

    /** The table was emptied or altered: what was read of it does not fit any more. */
    void invalidate() {
        isInvalid = true;
    }

    /** @return whether what was read must be read again */
    boolean isInvalid() {
        return isInvalid;
    }

    /** @return whether the stream changed this row meanwhile */
    boolean contains(RowView row) {
        return !noted.isEmpty() && noted.contains(keyOf(row, table.table()));
    }

    private void note(Key key) {
        if ((wanted == null || wanted.contains(key)) && noted.add(key)) {
            notedBytes += key.bytes.length;
        }
    }

    private boolean isSame(TableDescriptor other) {
        return other.name().equals(table.table().name()) && other.database().equals(table.table().database());
    }

    private Key keyOf(RowView row, TableDescriptor described) {
        scratch.clear();
        writer.writeKey(row, described, scratch);
        byte[] bytes = new byte[scratch.readableBytes()];
        scratch.readBytes(bytes);
        return new Key(bytes);
    }

    /** @return the table of a change with the key that is noted; null where it lacks a column of it */
    private TableDescriptor keyed(TableDescriptor changed) {
        if (changed != keyedFor) {
            keyedFor = changed;
            int[] key = keyNames.stream().mapToInt(name -> KeyedTable.indexOf(changed, name)).toArray();
            keyed = Arrays.stream(key).anyMatch(column -> column < 0) ? null : changed.withKey(key);
        }
        return keyed;
    }

    /** An image that has only what was changed, completed by the one before it. */
    private static final class MergedRow implements RowView {

        private RowView after;
        private RowView before;

        MergedRow of(RowView newAfter, RowView newBefore) {
            after = newAfter;
            before = newBefore;
            return this;
        }

        @Override
        public TableDescriptor table() {
            return after.table();
        }

        @Override
        public int length() {
            return after.length();
        }

        @Override
        public boolean isPresent(int column) {
            return after.isPresent(column) || before.isPresent(column);
        }

        @Override
        public boolean isNull(int column) {
            return image(column).isNull(column);
        }

        @Override
        public void forEach(ColumnVisitor visitor) {
            for (int column = 0; column < table().columnCount(); column++) {
                visit(column, visitor);
            }
        }

        @Override
        public void visit(int column, ColumnVisitor visitor) {
            image(column).visit(column, visitor);
        }

        private RowView image(int column) {
            return after.isPresent(column) ? after : before;
        }
    }
}
