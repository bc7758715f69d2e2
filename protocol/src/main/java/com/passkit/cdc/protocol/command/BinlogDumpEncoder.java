package com.passkit.cdc.protocol.command;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidSet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * <pre>
 * COM_BINLOG_DUMP =&gt;
 *   Code      =&gt; 0x12
 *   Offset    =&gt; uint32
 *   Flags     =&gt; uint16   1: end at the end instead of waiting
 *                          2: MariaDB: with ANNOTATE_ROWS. MySQL 8.0.26 and later: HEARTBEAT_V2, which has the
 *                          position in 64 bits. Earlier ones take no notice
 *   ServerId  =&gt; uint32
 *   File      =&gt; rest     empty where MariaDB starts behind GTIDs, which a user variable told it
 *
 * COM_BINLOG_DUMP_GTID =&gt;
 *   Code        =&gt; 0x1e
 *   Flags       =&gt; uint16   1, 2 as above; 4: the set follows
 *   ServerId    =&gt; uint32
 *   FileLength  =&gt; uint32   0: a name would make the server skip what lies before it
 *   Offset      =&gt; uint64   4
 *   SetLength   =&gt; uint32
 *   Set         =&gt; bytes[SetLength]
 * </pre>
 * All integers are little endian. Source: MySQL Internals, "COM_BINLOG_DUMP", "COM_BINLOG_DUMP_GTID".
 */
public final class BinlogDumpEncoder {

    private static final int NON_BLOCKING = 1;
    private static final int ANNOTATE_ROWS_OR_HEARTBEAT_V2 = 2;
    private static final int THROUGH_GTID = 4;
    private static final long MAX_OFFSET = 0xffff_ffffL;

    private BinlogDumpEncoder() {
    }

    /** As {@link #encode(ByteBufAllocator, BinlogPosition, long, boolean, boolean)}, without what may be asked for. */
    public static ByteBuf encode(
        ByteBufAllocator allocator, BinlogPosition position, long serverId, boolean isNonBlocking) {
        return encode(allocator, position, serverId, isNonBlocking, false);
    }

    /**
     * @param serverId   uint32
     * @param wantsMore  whether a MariaDB is to send ANNOTATE_ROWS, or a MySQL HEARTBEAT_V2
     * @return transferred to the caller
     */
    public static ByteBuf encode(ByteBufAllocator allocator, BinlogPosition position, long serverId,
        boolean isNonBlocking, boolean wantsMore) {
        int flags = (isNonBlocking ? NON_BLOCKING : 0) | (wantsMore ? ANNOTATE_ROWS_OR_HEARTBEAT_V2 : 0);
        if (position instanceof BinlogPosition.InFile inFile) {
            requireEncodable(inFile);
            return inFile(allocator, inFile.file(), inFile.offset(), serverId, flags);
        }
        if (position instanceof BinlogPosition.BehindGtids behind) {
            return behindGtids(allocator, behind.executed(), serverId, flags);
        }
        return inFile(allocator, "", BinlogPosition.InFile.FIRST_EVENT_OFFSET, serverId, flags);
    }

    private static void requireEncodable(BinlogPosition.InFile position) {
        if (position.offset() > MAX_OFFSET) {
            throw new UnsupportedFeatureException("position: " + position + " (expected: an offset <= " + MAX_OFFSET
                + ", which is all that COM_BINLOG_DUMP can say; with GTIDs (gtid_mode=ON) there is no such limit)");
        }
    }

    private static ByteBuf inFile(ByteBufAllocator allocator, String file, long offset, long serverId, int flags) {
        ByteBuf out = allocator.buffer();
        out.writeByte(CommandCode.BINLOG_DUMP).writeIntLE((int) offset).writeShortLE(flags);
        out.writeIntLE((int) serverId).writeCharSequence(file, StandardCharsets.UTF_8);
        return out;
    }

    private static ByteBuf behindGtids(ByteBufAllocator allocator, GtidSet executed, long serverId, int flags) {
        ByteBuf out = allocator.buffer();
        out.writeByte(CommandCode.BINLOG_DUMP_GTID).writeShortLE(flags | THROUGH_GTID).writeIntLE((int) serverId);
        out.writeIntLE(0).writeLongLE(BinlogPosition.InFile.FIRST_EVENT_OFFSET);
        int lengthIndex = out.writerIndex();
        out.writeIntLE(0);
        executed.encode(out);
        out.setIntLE(lengthIndex, out.writerIndex() - lengthIndex - Integer.BYTES);
        return out;
    }
}
