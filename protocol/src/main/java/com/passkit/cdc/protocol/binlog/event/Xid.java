package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Name of an XA transaction, printed as servers print it: {@code X'<global id>',X'<branch id>',<format id>}.
 * Threading: any thread.
 *
 * @param globalId hexadecimal digits, lower case, two for each of up to 64 bytes ({@code gtrid})
 * @param branchId as the global id ({@code bqual}); empty for none
 * @param formatId uint32
 */
public record Xid(String globalId, String branchId, long formatId) {

    /** Bytes that a global or a branch id may have. */
    static final int MAX_ID_LENGTH = 64;

    /** Reads the two ids from the cursor. Memory: borrowed until this method returns. */
    static Xid read(ByteBuf buffer, FieldCursor cursor, long formatId, long globalIdLength, long branchIdLength) {
        String globalId = hex(buffer, cursor, "globalId", globalIdLength);
        return new Xid(globalId, hex(buffer, cursor, "branchId", branchIdLength), formatId);
    }

    private static String hex(ByteBuf buffer, FieldCursor cursor, String field, long length) {
        requireLength(cursor, field, length);
        return ByteBufUtil.hexDump(buffer, cursor.skip((int) length, field), (int) length);
    }

    static void requireLength(FieldCursor cursor, String field, long length) {
        if (length > MAX_ID_LENGTH) {
            throw cursor.malformed(field + ".length", length, "<= " + MAX_ID_LENGTH);
        }
    }

    @Override
    public String toString() {
        return "X'" + globalId + "',X'" + branchId + "'," + formatId;
    }
}
