package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * An XA transaction was prepared: the events before this one, up to its GTID, are neither committed nor rolled back.
 * <pre>
 *  offset  length  field             type
 *       0       1  one phase         uint8      1: XA COMMIT … ONE PHASE, which commits without a second event
 *       1       4  format id         uint32
 *       5       4  global id length  uint32     1 to 64
 *       9       4  branch id length  uint32     0 to 64
 *      13       n  global id         bytes[n]   {@code gtrid}
 *    13+n       m  branch id         bytes[m]   {@code bqual}
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1XA__prepare__event.html">
 *     XA_prepare_event</a>
 */
public final class XaPrepareEventFlyweight extends EventBodyFlyweight {

    private static final int ONE_PHASE_OFFSET = 0;
    private static final int FORMAT_ID_OFFSET = ONE_PHASE_OFFSET + Byte.BYTES;
    private static final int GLOBAL_ID_LENGTH_OFFSET = FORMAT_ID_OFFSET + Integer.BYTES;
    private static final int BRANCH_ID_LENGTH_OFFSET = GLOBAL_ID_LENGTH_OFFSET + Integer.BYTES;
    private static final int IDS_OFFSET = BRANCH_ID_LENGTH_OFFSET + Integer.BYTES;
    private static final String STRUCTURE = "XaPrepareEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);

    /** @param buffer borrowed */
    public XaPrepareEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, IDS_OFFSET, STRUCTURE);
        cursor.wrap(buffer, index + IDS_OFFSET, end);
        Xid.requireLength(cursor, "globalId", globalIdLength());
        Xid.requireLength(cursor, "branchId", branchIdLength());
        cursor.skip((int) (globalIdLength() + branchIdLength()), "ids");
        return this;
    }

    /** Whether the transaction was committed by this, without a second event. */
    public boolean isOnePhase() {
        return buffer.getByte(index + ONE_PHASE_OFFSET) != 0;
    }

    public long formatId() {
        return buffer.getUnsignedIntLE(index + FORMAT_ID_OFFSET);
    }

    private long globalIdLength() {
        return buffer.getUnsignedIntLE(index + GLOBAL_ID_LENGTH_OFFSET);
    }

    private long branchIdLength() {
        return buffer.getUnsignedIntLE(index + BRANCH_ID_LENGTH_OFFSET);
    }

    /** The transaction's name: a new value, the caller's own. */
    public Xid xid() {
        return Xid.read(buffer, cursor.wrap(buffer, index + IDS_OFFSET, end), formatId(), globalIdLength(),
            branchIdLength());
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, boolean isOnePhase, Xid xid) {
        byte[] globalId = ByteBufUtil.decodeHexDump(xid.globalId());
        byte[] branchId = ByteBufUtil.decodeHexDump(xid.branchId());
        out.writeBoolean(isOnePhase).writeIntLE((int) xid.formatId());
        out.writeIntLE(globalId.length).writeIntLE(branchId.length).writeBytes(globalId).writeBytes(branchId);
    }
}
