package com.passkit.cdc.protocol.command;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.wire.FieldType;
import com.passkit.cdc.protocol.wire.WireString;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * <pre>
 * COM_STMT_EXECUTE =&gt;
 *   Code         =&gt; 0x17
 *   StatementId  =&gt; uint32
 *   CursorType   =&gt; uint8    0: none, rows come as they are read
 *   Iterations   =&gt; uint32   1
 *   // only with parameters
 *   Nulls        =&gt; bitmap[ParameterCount]
 *   NewTypes     =&gt; uint8    1
 *   Types        =&gt; (Type(uint8) Flags(uint8))[ParameterCount]
 *   Values       =&gt; of those that are not null
 * </pre>
 * All integers are little endian. Source: MySQL Internals, "COM_STMT_EXECUTE".
 */
final class StatementExecuteEncoder {

    private static final int NO_CURSOR = 0;
    private static final int ITERATIONS = 1;
    private static final int NEW_TYPES = 1;

    private StatementExecuteEncoder() {
    }

    /** Refuses what {@link #encode} could not bind, before anything is sent. */
    static void requireBindable(Object[] parameters) {
        for (int i = 0; i < parameters.length; i++) {
            typeOf(parameters[i], i);
        }
    }

    /** @return transferred to the caller */
    static ByteBuf encode(ByteBufAllocator allocator, int statementId, Object[] parameters) {
        ByteBuf out = allocator.buffer();
        out.writeByte(CommandCode.STATEMENT_EXECUTE).writeIntLE(statementId);
        out.writeByte(NO_CURSOR).writeIntLE(ITERATIONS);
        if (parameters.length > 0) {
            writeNulls(out, parameters);
            out.writeByte(NEW_TYPES);
            for (int i = 0; i < parameters.length; i++) {
                out.writeByte(typeOf(parameters[i], i)).writeByte(0);
            }
            for (Object parameter : parameters) {
                writeValue(out, parameter);
            }
        }
        return out;
    }

    private static void writeNulls(ByteBuf out, Object[] parameters) {
        int index = out.writerIndex();
        out.writeZero((parameters.length + Byte.SIZE - 1) / Byte.SIZE);
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] == null) {
                int at = index + i / Byte.SIZE;
                out.setByte(at, out.getByte(at) | 1 << i % Byte.SIZE);
            }
        }
    }

    private static int typeOf(Object parameter, int n) {
        if (parameter == null) {
            return FieldType.NULL;
        } else if (parameter instanceof String) {
            return FieldType.VAR_STRING;
        } else if (parameter instanceof Long) {
            return FieldType.LONGLONG;
        } else if (parameter instanceof byte[]) {
            return FieldType.BLOB;
        }
        throw new IllegalArgumentException("parameters[" + n + "]: " + parameter.getClass().getName()
            + " (expected: String, Long, byte[] or null)");
    }

    private static void writeValue(ByteBuf out, Object parameter) {
        if (parameter instanceof String text) {
            WireString.writeLengthEncoded(out, text.getBytes(StandardCharsets.UTF_8));
        } else if (parameter instanceof byte[] bytes) {
            WireString.writeLengthEncoded(out, bytes);
        } else if (parameter instanceof Long number) {
            out.writeLongLE(number);
        }
    }
}
