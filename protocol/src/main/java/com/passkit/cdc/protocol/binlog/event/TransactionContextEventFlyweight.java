package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.position.GtidSet;

import io.netty.buffer.ByteBuf;

/**
 * What group replication certifies a transaction by. It is sent between the members of the group, and written to the
 * log of the channel that applies their transactions.
 * <pre>
 * TRANSACTION_CONTEXT =&gt;
 *   // post-header
 *   ServerUuidLength =&gt; uint8
 *   ThreadId         =&gt; uint32
 *   IsGtidSpecified  =&gt; uint8
 *   SnapshotLength   =&gt; uint32
 *   WriteSetCount    =&gt; uint32
 *   ReadSetCount     =&gt; uint32
 *   // body
 *   ServerUuid       =&gt; char[ServerUuidLength]
 *   Snapshot         =&gt; bytes[SnapshotLength]   an encoded GTID set, see {@link GtidSet}
 *   WriteSet, ReadSet =&gt; Item*
 *     Length           =&gt; uint16
 *     Hash             =&gt; bytes[Length]         of a key of a row
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Transaction__context__event.html">
 *     Transaction_context_event</a>
 */
public final class TransactionContextEventFlyweight extends EventBodyFlyweight {

    private static final int UUID_LENGTH_OFFSET = 0;
    private static final int THREAD_ID_OFFSET = UUID_LENGTH_OFFSET + Byte.BYTES;
    private static final int IS_GTID_SPECIFIED_OFFSET = THREAD_ID_OFFSET + Integer.BYTES;
    private static final int SNAPSHOT_LENGTH_OFFSET = IS_GTID_SPECIFIED_OFFSET + Byte.BYTES;
    private static final int WRITE_SET_COUNT_OFFSET = SNAPSHOT_LENGTH_OFFSET + Integer.BYTES;
    private static final int READ_SET_COUNT_OFFSET = WRITE_SET_COUNT_OFFSET + Integer.BYTES;
    private static final int BODY_OFFSET = READ_SET_COUNT_OFFSET + Integer.BYTES;
    private static final String STRUCTURE = "TransactionContextEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);
    private int uuidLength;
    private int snapshotIndex;
    private int snapshotLength;
    private int writeSetIndex;
    private int writeSetCount;
    private int readSetIndex;
    private int readSetCount;

    /** @param buffer borrowed */
    public TransactionContextEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, BODY_OFFSET, STRUCTURE);
        cursor.wrap(buffer, index + SNAPSHOT_LENGTH_OFFSET, end);
        snapshotLength = cursor.readCount32("snapshotLength");
        writeSetCount = cursor.readCount32("writeSetCount");
        readSetCount = cursor.readCount32("readSetCount");
        uuidLength = buffer.getUnsignedByte(index + UUID_LENGTH_OFFSET);
        cursor.skip(uuidLength, "serverUuid");
        snapshotIndex = cursor.skip(snapshotLength, "snapshot");
        writeSetIndex = cursor.index();
        skipItems(writeSetCount, "writeSet");
        readSetIndex = cursor.index();
        skipItems(readSetCount, "readSet");
        return this;
    }

    private void skipItems(int count, String field) {
        for (int i = 0; i < count; i++) {
            cursor.skip(cursor.readUnsignedShort(field + ".length"), field);
        }
    }

    /** UUID of the member that executed the transaction. */
    public String serverUuid() {
        return buffer.toString(index + BODY_OFFSET, uuidLength, StandardCharsets.US_ASCII);
    }

    public long threadId() {
        return buffer.getUnsignedIntLE(index + THREAD_ID_OFFSET);
    }

    /** Whether the session chose the GTID itself. */
    public boolean isGtidSpecified() {
        return buffer.getByte(index + IS_GTID_SPECIFIED_OFFSET) != 0;
    }

    /** What the member had executed when the transaction ran: a new set, the caller's own. */
    public GtidSet snapshot() {
        return GtidSet.decode(buffer, snapshotIndex, snapshotLength);
    }

    /** Hashes of the keys that were written: owned by the caller. */
    public List<byte[]> writeSet() {
        return items(writeSetIndex, writeSetCount);
    }

    /** Hashes of the keys that were read: owned by the caller. */
    public List<byte[]> readSet() {
        return items(readSetIndex, readSetCount);
    }

    private List<byte[]> items(int itemsIndex, int count) {
        List<byte[]> items = new ArrayList<>();
        cursor.wrap(buffer, itemsIndex, end);
        for (int i = 0; i < count; i++) {
            byte[] item = new byte[cursor.readUnsignedShort("item.length")];
            buffer.getBytes(cursor.skip(item.length, "item"), item);
            items.add(item);
        }
        return items;
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, String serverUuid, long threadId, boolean isGtidSpecified, GtidSet snapshot,
        List<byte[]> writeSet, List<byte[]> readSet) {
        out.writeByte(serverUuid.length()).writeIntLE((int) threadId).writeBoolean(isGtidSpecified);
        int snapshotLengthIndex = out.writerIndex();
        out.writeIntLE(0).writeIntLE(writeSet.size()).writeIntLE(readSet.size());
        out.writeCharSequence(serverUuid, StandardCharsets.US_ASCII);
        int snapshotIndex = out.writerIndex();
        snapshot.encode(out);
        out.setIntLE(snapshotLengthIndex, out.writerIndex() - snapshotIndex);
        writeItems(out, writeSet);
        writeItems(out, readSet);
    }

    private static void writeItems(ByteBuf out, List<byte[]> items) {
        for (byte[] item : items) {
            out.writeShortLE(item.length).writeBytes(item);
        }
    }
}
