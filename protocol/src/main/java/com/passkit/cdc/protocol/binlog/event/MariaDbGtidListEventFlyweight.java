package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;

/**
 * In MariaDB the last GTID of each domain and server before this file; or, made up by the dump thread, where a dump
 * stands.
 * <pre>
 *  offset  length  field            type
 *       0       4  count and flags  uint32  low 28 bits: GTIDs that follow; high 4 bits: the constants below
 *       4    16*n  GTIDs
 *           +0  4  domain id        uint32
 *           +4  4  server id        uint32
 *           +8  8  sequence number  uint64
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://mariadb.com/kb/en/gtid_list_event/">GTID_LIST_EVENT</a>
 */
public final class MariaDbGtidListEventFlyweight extends EventBodyFlyweight {

    /** Flag: made up at START SLAVE UNTIL; the position was reached. */
    public static final int UNTIL_REACHED = 1;
    /** Flag: the transactions up to these were left out, as the replica ignores their domain or server. */
    public static final int IGNORED_GTIDS = 2;

    private static final int COUNT_OFFSET = 0;
    private static final int GTIDS_OFFSET = COUNT_OFFSET + Integer.BYTES;
    private static final int COUNT_BITS = 28;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    private static final int DOMAIN_ID_OFFSET = 0;
    private static final int SERVER_ID_OFFSET = DOMAIN_ID_OFFSET + Integer.BYTES;
    private static final int SEQUENCE_NUMBER_OFFSET = SERVER_ID_OFFSET + Integer.BYTES;
    private static final int GTID_LENGTH = SEQUENCE_NUMBER_OFFSET + Long.BYTES;
    private static final String STRUCTURE = "MariaDbGtidListEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);

    /** @param buffer borrowed */
    public MariaDbGtidListEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, GTIDS_OFFSET, STRUCTURE);
        long gtidsLength = (long) count() * GTID_LENGTH;
        if (gtidsLength > length - GTIDS_OFFSET) {
            throw cursor.malformed("count", count(),
                "<= " + (length - GTIDS_OFFSET) / GTID_LENGTH + ", by the bytes that are left");
        }
        return this;
    }

    /** GTIDs in the list. */
    public int count() {
        return buffer.getIntLE(index + COUNT_OFFSET) & COUNT_MASK;
    }

    /** Bits {@link #UNTIL_REACHED} and {@link #IGNORED_GTIDS}. */
    public int flagsRaw() {
        return buffer.getIntLE(index + COUNT_OFFSET) >>> COUNT_BITS;
    }

    private int gtidIndex(int i) {
        if (i < 0 || i >= count()) {
            throw new IndexOutOfBoundsException("gtid: " + i + " (expected: 0 to " + (count() - 1) + ')');
        }
        return index + GTIDS_OFFSET + i * GTID_LENGTH;
    }

    public long domainId(int i) {
        return buffer.getUnsignedIntLE(gtidIndex(i) + DOMAIN_ID_OFFSET);
    }

    public long serverId(int i) {
        return buffer.getUnsignedIntLE(gtidIndex(i) + SERVER_ID_OFFSET);
    }

    /** To be read as unsigned. */
    public long sequenceNumber(int i) {
        return buffer.getLongLE(gtidIndex(i) + SEQUENCE_NUMBER_OFFSET);
    }

    /** Appends what stands before the GTIDs. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, int count, int flags) {
        out.writeIntLE(count & COUNT_MASK | flags << COUNT_BITS);
    }

    /** Appends one GTID. Memory: borrowed until this method returns. */
    public static void writeGtid(ByteBuf out, long domainId, long serverId, long sequenceNumber) {
        out.writeIntLE((int) domainId).writeIntLE((int) serverId).writeLongLE(sequenceNumber);
    }
}
