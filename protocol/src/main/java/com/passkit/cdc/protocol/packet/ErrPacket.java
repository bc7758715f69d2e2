package com.passkit.cdc.protocol.packet;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.wire.WireString;

import io.netty.buffer.ByteBuf;

/**
 * The server refuses or gives up.
 * <pre>
 * ERR =&gt;
 *   Header    =&gt; 0xff
 *   Number    =&gt; uint16
 *   Marker    =&gt; '#'       absent before the login is far enough, then so is the state
 *   SqlState  =&gt; bytes[5]
 *   Message   =&gt; rest
 * </pre>
 * Source: MySQL Internals, "ERR_Packet".
 *
 * @param number   MySQL's error number
 * @param sqlState five characters
 * @param message  the server's words
 */
public record ErrPacket(int number, String sqlState, String message) {

    /** First byte of the packet. */
    public static final int HEADER = 0xff;

    private static final int NUMBER_OFFSET = 1;
    private static final int MARKER_OFFSET = NUMBER_OFFSET + 2;
    private static final int SQL_STATE_LENGTH = 5;
    private static final String NO_SQL_STATE = "HY000";

    /** @return whether a payload is one */
    public static boolean isAt(ByteBuf bytes, int index, int length) {
        return length > 0 && bytes.getUnsignedByte(index) == HEADER;
    }

    /** Memory: borrowed until this method returns. */
    public static ErrPacket read(ByteBuf bytes, int index, int length) {
        if (length < MARKER_OFFSET) {
            throw MalformedPacketException.of("ERR", "length", length, ">= " + MARKER_OFFSET);
        }
        ByteBuf rest = bytes.slice(index + MARKER_OFFSET, length - MARKER_OFFSET);
        String sqlState = NO_SQL_STATE;
        if (rest.readableBytes() > SQL_STATE_LENGTH && rest.getByte(0) == '#') {
            rest.skipBytes(1);
            sqlState = rest.readString(SQL_STATE_LENGTH, StandardCharsets.US_ASCII);
        }
        return new ErrPacket(bytes.getUnsignedShortLE(index + NUMBER_OFFSET), sqlState, WireString.readRest(rest));
    }

    /** @param source host and port, so that the reader knows which server said it */
    public ServerErrorException toException(String source) {
        return ServerErrorException.of(number, sqlState, message + " [" + source + ']');
    }
}
