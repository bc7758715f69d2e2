package com.passkit.cdc.protocol.command;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

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
    private static final int NANOS_PER_MICRO = 1000;
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

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
        } else if (parameter instanceof Long || parameter instanceof Integer || parameter instanceof Short
            || parameter instanceof Byte || parameter instanceof Boolean) {
            return FieldType.LONGLONG;
        } else if (parameter instanceof Double || parameter instanceof Float) {
            return FieldType.DOUBLE;
        } else if (parameter instanceof BigDecimal || parameter instanceof BigInteger) {
            return FieldType.NEWDECIMAL;
        } else if (parameter instanceof byte[]) {
            return FieldType.BLOB;
        } else if (parameter instanceof String || parameter instanceof LocalDate || parameter instanceof LocalDateTime
            || parameter instanceof Duration) {
            return FieldType.VAR_STRING;
        }
        throw new IllegalArgumentException("parameters[" + n + "]: " + parameter.getClass().getName()
            + " (expected: String, byte[], Boolean, a number, LocalDate, LocalDateTime, Duration or null)");
    }

    private static void writeValue(ByteBuf out, Object parameter) {
        if (parameter instanceof byte[] bytes) {
            WireString.writeLengthEncoded(out, bytes);
        } else if (parameter instanceof Double || parameter instanceof Float) {
            out.writeDoubleLE(((Number) parameter).doubleValue());
        } else if (parameter instanceof Boolean truth) {
            out.writeLongLE(truth ? 1 : 0);
        } else if (parameter instanceof Long || parameter instanceof Integer || parameter instanceof Short
            || parameter instanceof Byte) {
            out.writeLongLE(((Number) parameter).longValue());
        } else if (parameter != null) {
            WireString.writeLengthEncoded(out, text(parameter).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String text(Object parameter) {
        if (parameter instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (parameter instanceof LocalDateTime time) {
            return time.format(DATE_TIME);
        } else if (parameter instanceof Duration time) {
            return timeText(time);
        }
        return parameter.toString();
    }

    private static String timeText(Duration time) {
        Duration magnitude = time.abs();
        return String.format(Locale.ROOT, "%s%02d:%02d:%02d.%06d", time.isNegative() ? "-" : "", magnitude.toHours(),
            magnitude.toMinutesPart(), magnitude.toSecondsPart(), magnitude.toNanosPart() / NANOS_PER_MICRO);
    }
}
