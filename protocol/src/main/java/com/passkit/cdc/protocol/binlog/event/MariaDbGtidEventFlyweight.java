package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Begins a transaction, or a statement that commits by itself, in MariaDB: there is no BEGIN behind it. The GTID is
 * this event's domain, the server id of its header and its sequence number.
 * <pre>
 * MARIADB_GTID =&gt;
 *   SequenceNumber =&gt; uint64
 *   DomainId       =&gt; uint32
 *   Flags          =&gt; uint8    the constants below
 *   CommitId       =&gt; uint64   with GROUP_COMMIT_ID: the same in all transactions that were committed together
 *   Xid            =&gt;          with PREPARED_XA or COMPLETED_XA
 *     FormatId       =&gt; uint32
 *     GlobalIdLength =&gt; uint8
 *     BranchIdLength =&gt; uint8
 *     GlobalId       =&gt; bytes[GlobalIdLength]
 *     BranchId       =&gt; bytes[BranchIdLength]
 *   ExtraFlags     =&gt; uint8    0 or missing for none; from 10.5 on
 *   ExtraEngines   =&gt; uint8    with EXTRA_MULTI_ENGINE: transactional engines beyond the first
 *   AlterSequence  =&gt; uint64   with EXTRA_COMMIT_ALTER or EXTRA_ROLLBACK_ALTER: sequence number of the ALTER's start
 *   Padding        =&gt; zeroes   to {@value #MIN_LENGTH} bytes
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://mariadb.com/kb/en/gtid_event/">GTID_EVENT</a>, and Gtid_log_event in sql/log_event.cc
 */
public final class MariaDbGtidEventFlyweight extends EventBodyFlyweight {

    /** Flag: a statement that commits by itself follows; no XID or COMMIT ends it. */
    public static final int STANDALONE = 0x01;
    /** Flag: a commit id is there. */
    public static final int GROUP_COMMIT_ID = 0x02;
    /** Flag: can be rolled back: only tables of transactional engines. */
    public static final int TRANSACTIONAL = 0x04;
    /** Flag: may run in parallel with others. */
    public static final int ALLOW_PARALLEL = 0x08;
    /** Flag: waited for a row lock of another transaction. */
    public static final int WAITED = 0x10;
    /** Flag: a definition statement. */
    public static final int DDL = 0x20;
    /** Flag: up to XA PREPARE. */
    public static final int PREPARED_XA = 0x40;
    /** Flag: XA COMMIT or XA ROLLBACK of a prepared one. */
    public static final int COMPLETED_XA = 0x80;

    /** Extra flag: more than one transactional engine took part. */
    public static final int EXTRA_MULTI_ENGINE = 0x01;
    /** Extra flag: an ALTER TABLE begins (binlog_alter_two_phase). */
    public static final int EXTRA_START_ALTER = 0x02;
    /** Extra flag: an ALTER TABLE that began before is done. */
    public static final int EXTRA_COMMIT_ALTER = 0x04;
    /** Extra flag: an ALTER TABLE that began before has failed. */
    public static final int EXTRA_ROLLBACK_ALTER = 0x08;

    /** The event has no such number. */
    public static final long NONE = -1;

    private static final int SEQUENCE_NUMBER_OFFSET = 0;
    private static final int DOMAIN_ID_OFFSET = SEQUENCE_NUMBER_OFFSET + Long.BYTES;
    private static final int FLAGS_OFFSET = DOMAIN_ID_OFFSET + Integer.BYTES;
    private static final int REST_OFFSET = FLAGS_OFFSET + Byte.BYTES;
    private static final int PADDING_LENGTH = 6;
    private static final int MIN_LENGTH = REST_OFFSET + PADDING_LENGTH;
    private static final String STRUCTURE = "MariaDbGtidEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);
    private long commitId;
    private long formatId;
    private int globalIdLength;
    private int branchIdLength;
    private int idsIndex;
    private int extraFlags;
    private int extraEngines;
    private long alterSequenceNumber;

    /** @param buffer borrowed */
    public MariaDbGtidEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, MIN_LENGTH, STRUCTURE);
        cursor.wrap(buffer, index + REST_OFFSET, end);
        commitId = hasFlag(GROUP_COMMIT_ID) ? cursor.readUnsigned(Long.BYTES, "commitId") : NONE;
        if (hasXid()) {
            wrapXid();
        }
        extraFlags = cursor.remaining() > 0 ? cursor.readUnsignedByte("extraFlags") : 0;
        extraEngines = (extraFlags & EXTRA_MULTI_ENGINE) != 0 ? cursor.readUnsignedByte("extraEngines") : 0;
        alterSequenceNumber = (extraFlags & (EXTRA_COMMIT_ALTER | EXTRA_ROLLBACK_ALTER)) != 0
            ? cursor.readUnsigned(Long.BYTES, "alterSequence") : NONE;
        return this;
    }

    private void wrapXid() {
        formatId = cursor.readUnsigned(Integer.BYTES, "formatId");
        globalIdLength = cursor.readUnsignedByte("globalIdLength");
        branchIdLength = cursor.readUnsignedByte("branchIdLength");
        Xid.requireLength(cursor, "globalId", globalIdLength);
        Xid.requireLength(cursor, "branchId", branchIdLength);
        idsIndex = cursor.skip(globalIdLength + branchIdLength, "ids");
    }

    private boolean hasFlag(int flag) {
        return (flagsRaw() & flag) != 0;
    }

    private boolean hasXid() {
        return hasFlag(PREPARED_XA | COMPLETED_XA);
    }

    /** Number of the transaction in its domain, to be read as unsigned. */
    public long sequenceNumber() {
        return buffer.getLongLE(index + SEQUENCE_NUMBER_OFFSET);
    }

    public long domainId() {
        return buffer.getUnsignedIntLE(index + DOMAIN_ID_OFFSET);
    }

    /** Bits {@link #STANDALONE} to {@link #COMPLETED_XA}. */
    public int flagsRaw() {
        return buffer.getUnsignedByte(index + FLAGS_OFFSET);
    }

    /** Whether one statement that commits by itself follows, instead of a transaction that XID or COMMIT ends. */
    public boolean isStandalone() {
        return hasFlag(STANDALONE);
    }

    /** Whether only tables of transactional engines took part. */
    public boolean isTransactional() {
        return hasFlag(TRANSACTIONAL);
    }

    /** Whether a definition statement follows. */
    public boolean isDdl() {
        return hasFlag(DDL);
    }

    /** Whether the transaction waited for a row lock of another one. */
    public boolean hasWaited() {
        return hasFlag(WAITED);
    }

    /** Whether what follows ends with XA_PREPARE and is not committed by it. */
    public boolean isXaPrepared() {
        return hasFlag(PREPARED_XA);
    }

    /** Whether what follows is XA COMMIT or XA ROLLBACK of a transaction that was prepared before. */
    public boolean isXaCompleted() {
        return hasFlag(COMPLETED_XA);
    }

    /** The same for transactions that were committed together; {@link #NONE} for one alone. */
    public long commitId() {
        return commitId;
    }

    /** Name of the XA transaction, a new value; null unless prepared or completed. */
    public Xid xid() {
        return hasXid() ? Xid.read(buffer, cursor.wrap(buffer, idsIndex, end), formatId, globalIdLength,
            branchIdLength) : null;
    }

    /** Bits {@link #EXTRA_MULTI_ENGINE} to {@link #EXTRA_ROLLBACK_ALTER}, and those of a later server. */
    public int extraFlagsRaw() {
        return extraFlags;
    }

    /** Whether an ALTER TABLE begins whose end comes as a statement of its own. */
    public boolean isAlterStart() {
        return (extraFlags & EXTRA_START_ALTER) != 0;
    }

    /** Whether an ALTER TABLE that began before has failed. */
    public boolean isAlterRollback() {
        return (extraFlags & EXTRA_ROLLBACK_ALTER) != 0;
    }

    /** Transactional engines that took part beyond the first. */
    public int extraEngines() {
        return extraEngines;
    }

    /** Sequence number of the start of the ALTER TABLE that ends here; {@link #NONE} elsewhere. */
    public long alterSequenceNumber() {
        return alterSequenceNumber;
    }

    /**
     * Appends a body. Memory: borrowed until this method returns.
     *
     * @param flags               with {@link #GROUP_COMMIT_ID} only if a commit id is given, an XA flag only with a xid
     * @param commitId            {@link #NONE} for none
     * @param xid                 null for none
     * @param alterSequenceNumber used with the extra flags that have one
     */
    public static void write(ByteBuf out, long domainId, long sequenceNumber, int flags, long commitId, Xid xid,
        int extraFlags, int extraEngines, long alterSequenceNumber) {
        int start = out.writerIndex();
        out.writeLongLE(sequenceNumber).writeIntLE((int) domainId).writeByte(flags);
        if (commitId != NONE) {
            out.writeLongLE(commitId);
        }
        if (xid != null) {
            byte[] globalId = ByteBufUtil.decodeHexDump(xid.globalId());
            byte[] branchId = ByteBufUtil.decodeHexDump(xid.branchId());
            out.writeIntLE((int) xid.formatId()).writeByte(globalId.length).writeByte(branchId.length);
            out.writeBytes(globalId).writeBytes(branchId);
        }
        if (extraFlags != 0) {
            out.writeByte(extraFlags);
            if ((extraFlags & EXTRA_MULTI_ENGINE) != 0) {
                out.writeByte(extraEngines);
            }
            if ((extraFlags & (EXTRA_COMMIT_ALTER | EXTRA_ROLLBACK_ALTER)) != 0) {
                out.writeLongLE(alterSequenceNumber);
            }
        }
        out.writeZero(Math.max(0, MIN_LENGTH - (out.writerIndex() - start)));
    }
}
