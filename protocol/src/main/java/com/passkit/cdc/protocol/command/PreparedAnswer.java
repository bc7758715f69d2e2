package com.passkit.cdc.protocol.command;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * What the server says of a statement that it has prepared.
 * <pre>
 * COM_STMT_PREPARE answer =&gt;
 *   Header          =&gt; 0x00
 *   StatementId     =&gt; uint32
 *   ColumnCount     =&gt; uint16
 *   ParameterCount  =&gt; uint16
 *   Filler          =&gt; uint8
 *   Warnings        =&gt; uint16
 *   // packets of their own, each list with an EOF behind it unless CLIENT_DEPRECATE_EOF is in force
 *   ColumnDefinition[ParameterCount] ColumnDefinition[ColumnCount]
 * </pre>
 * All integers are little endian. Source: MySQL Internals, "COM_STMT_PREPARE Response".
 *
 * @param statementId    of the session
 * @param columnCount    of its result; 0 for none
 * @param parameterCount of its place-holders
 */
public record PreparedAnswer(int statementId, int columnCount, int parameterCount) {

    private static final int STATEMENT_ID_OFFSET = 1;
    private static final int COLUMN_COUNT_OFFSET = STATEMENT_ID_OFFSET + Integer.BYTES;
    private static final int PARAMETER_COUNT_OFFSET = COLUMN_COUNT_OFFSET + Short.BYTES;
    private static final int LENGTH = PARAMETER_COUNT_OFFSET + Short.BYTES;

    /** @param bytes borrowed until this method returns */
    static PreparedAnswer read(ByteBuf bytes, int index, int length) {
        if (length < LENGTH || bytes.getUnsignedByte(index) != OkPacket.HEADER) {
            throw MalformedPacketException.of("COM_STMT_PREPARE answer", "length", length,
                ">= " + LENGTH + ", beginning with 0x00");
        }
        return new PreparedAnswer(bytes.getIntLE(index + STATEMENT_ID_OFFSET),
            bytes.getUnsignedShortLE(index + COLUMN_COUNT_OFFSET),
            bytes.getUnsignedShortLE(index + PARAMETER_COUNT_OFFSET));
    }

    /** @return how many packets with definitions, and their ends, follow */
    int definitionPacketCount(boolean isEofDeprecated) {
        return packetsOf(parameterCount, isEofDeprecated) + packetsOf(columnCount, isEofDeprecated);
    }

    private static int packetsOf(int definitionCount, boolean isEofDeprecated) {
        return definitionCount == 0 || isEofDeprecated ? definitionCount : definitionCount + 1;
    }

    /** Refuses what does not fit the place-holders. */
    IllegalArgumentException mismatch(int actualCount) {
        return actualCount == parameterCount ? null : new IllegalArgumentException("parameters.length: " + actualCount
            + " (expected: " + parameterCount + ", as the statement has)");
    }
}
