package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * LOAD DATA, logged as a statement: a QUERY with a longer post-header, behind the blocks of its file.
 * <pre>
 * EXECUTE_LOAD_QUERY =&gt;
 *   // post-header
 *   QueryHeader  =&gt; bytes[13]   that of a QUERY
 *   FileId       =&gt; uint32      as in the blocks
 *   NameStart    =&gt; uint32      offset of INFILE 'name' in the statement
 *   NameEnd      =&gt; uint32      offset behind it
 *   Duplicates   =&gt; uint8       0 error, 1 IGNORE, 2 REPLACE
 *   // body: that of a QUERY
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Execute__load__query__event.html">
 *     Execute_load_query_event</a>
 */
public final class ExecuteLoadQueryEventFlyweight extends EventBodyFlyweight {

    private static final int FILE_ID_OFFSET = QueryEventFlyweight.POST_HEADER_LENGTH;
    private static final int NAME_START_OFFSET = FILE_ID_OFFSET + Integer.BYTES;
    private static final int NAME_END_OFFSET = NAME_START_OFFSET + Integer.BYTES;
    private static final int DUPLICATES_OFFSET = NAME_END_OFFSET + Integer.BYTES;
    private static final int POST_HEADER_LENGTH = DUPLICATES_OFFSET + Byte.BYTES;
    private static final String STRUCTURE = "ExecuteLoadQueryEvent";

    private final QueryEventFlyweight query = new QueryEventFlyweight();

    /** @param buffer borrowed */
    public ExecuteLoadQueryEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, POST_HEADER_LENGTH, STRUCTURE);
        query.wrap(buffer, index, length, POST_HEADER_LENGTH);
        if (nameStart() > nameEnd()) {
            throw MalformedPacketException.of(STRUCTURE, "nameStart", nameStart(), "<= " + nameEnd() + ", the end");
        }
        return this;
    }

    /** The statement and its session. */
    public QueryEventFlyweight query() {
        return query;
    }

    /** As in the blocks. */
    public long fileId() {
        return buffer.getUnsignedIntLE(index + FILE_ID_OFFSET);
    }

    /** Offset in the statement's bytes of what names the file. */
    public long nameStart() {
        return buffer.getUnsignedIntLE(index + NAME_START_OFFSET);
    }

    /** Offset behind it. */
    public long nameEnd() {
        return buffer.getUnsignedIntLE(index + NAME_END_OFFSET);
    }

    /** What becomes of a row whose key is there: 0 an error, 1 IGNORE, 2 REPLACE. */
    public int duplicatesRaw() {
        return buffer.getUnsignedByte(index + DUPLICATES_OFFSET);
    }

    /** Appends a body whose statement is utf8mb4. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, long threadId, String schema, String sql, long fileId, int nameStart,
        int nameEnd, int duplicates) {
        QueryEventFlyweight.writePostHeader(out, threadId, schema, 0);
        out.writeIntLE((int) fileId).writeIntLE(nameStart).writeIntLE(nameEnd).writeByte(duplicates);
        QueryEventFlyweight.writeBody(out, schema);
        out.writeCharSequence(sql, StandardCharsets.UTF_8);
    }
}
