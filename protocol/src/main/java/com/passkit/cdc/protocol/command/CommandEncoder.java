package com.passkit.cdc.protocol.command;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The commands that are a code and at most one field.
 * <pre>
 * COM_QUERY        =&gt; 0x03 Sql(rest)
 * COM_PING         =&gt; 0x0e
 * COM_QUIT         =&gt; 0x01
 * COM_STMT_PREPARE =&gt; 0x16 Sql(rest)
 * COM_STMT_CLOSE   =&gt; 0x19 StatementId(uint32)   has no answer
 * </pre>
 * Memory: what is returned is transferred to the caller. Threading: any thread.
 */
public final class CommandEncoder {

    private CommandEncoder() {
    }

    public static ByteBuf query(ByteBufAllocator allocator, String sql) {
        return withSql(allocator, CommandCode.QUERY, sql);
    }

    public static ByteBuf ping(ByteBufAllocator allocator) {
        return allocator.buffer(1).writeByte(CommandCode.PING);
    }

    public static ByteBuf quit(ByteBufAllocator allocator) {
        return allocator.buffer(1).writeByte(CommandCode.QUIT);
    }

    static ByteBuf prepare(ByteBufAllocator allocator, String sql) {
        return withSql(allocator, CommandCode.STATEMENT_PREPARE, sql);
    }

    static ByteBuf closeStatement(ByteBufAllocator allocator, int statementId) {
        return allocator.buffer(1 + Integer.BYTES).writeByte(CommandCode.STATEMENT_CLOSE).writeIntLE(statementId);
    }

    private static ByteBuf withSql(ByteBufAllocator allocator, int code, String sql) {
        ByteBuf payload = allocator.buffer(1 + sql.length()).writeByte(code);
        payload.writeCharSequence(sql, StandardCharsets.UTF_8);
        return payload;
    }
}
