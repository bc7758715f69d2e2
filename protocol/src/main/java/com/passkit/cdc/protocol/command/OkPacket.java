package com.passkit.cdc.protocol.command;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.wire.LengthEncoded;
import com.passkit.cdc.protocol.wire.StatusFlags;

import io.netty.buffer.ByteBuf;

/**
 * A command succeeded, or a result set has ended.
 * <pre>
 * OK =&gt;
 *   Header        =&gt; 0x00, or 0xfe where it takes the place of EOF
 *   AffectedRows  =&gt; lenenc
 *   LastInsertId  =&gt; lenenc
 *   Status        =&gt; uint16
 *   Warnings      =&gt; uint16
 *   Info          =&gt; rest, not read
 *
 * EOF =&gt;
 *   Header        =&gt; 0xfe
 *   Warnings      =&gt; uint16
 *   Status        =&gt; uint16
 * </pre>
 * All integers are little endian. Source: MySQL Internals, "OK_Packet", "EOF_Packet".
 */
final class OkPacket {

    static final int HEADER = 0x00;
    static final int EOF_HEADER = 0xfe;

    /** A row of a text result may begin with 0xfe too, but is then longer than 16 MiB; an OK packet is not. */
    private static final int MAX_END_LENGTH = 0xff_ffff;
    private static final int EOF_LENGTH = 5;
    private static final int EOF_STATUS_OFFSET = 3;
    private static final int STATUS_AND_WARNINGS_LENGTH = 4;

    private OkPacket() {
    }

    /** @return whether a packet among rows is their end, as OK or as EOF */
    static boolean isEndAt(ByteBuf bytes, int index, int length) {
        return length > 0 && length < MAX_END_LENGTH && bytes.getUnsignedByte(index) == EOF_HEADER;
    }

    /** @return whether another result follows. Memory: borrowed until this method returns. */
    static boolean hasMoreResults(ByteBuf bytes, int index, int length) {
        return (status(bytes, index, length) & StatusFlags.MORE_RESULTS) != 0;
    }

    /** Of a packet with the header {@link #HEADER}. Memory: borrowed until this method returns. */
    static long affectedCount(ByteBuf bytes, int index, int length) {
        ByteBuf packet = bytes.slice(index, length);
        packet.skipBytes(1);
        return LengthEncoded.read(packet);
    }

    /** Of a packet with the header {@link #HEADER}. Memory: borrowed until this method returns. */
    static long lastInsertId(ByteBuf bytes, int index, int length) {
        ByteBuf packet = bytes.slice(index, length);
        packet.skipBytes(1);
        LengthEncoded.read(packet);
        return LengthEncoded.read(packet);
    }

    private static int status(ByteBuf bytes, int index, int length) {
        if (length == EOF_LENGTH && bytes.getUnsignedByte(index) == EOF_HEADER) {
            return bytes.getUnsignedShortLE(index + EOF_STATUS_OFFSET);
        }
        ByteBuf packet = bytes.slice(index, length);
        packet.skipBytes(1);
        LengthEncoded.read(packet);
        LengthEncoded.read(packet);
        if (packet.readableBytes() < STATUS_AND_WARNINGS_LENGTH) {
            throw MalformedPacketException.of("OK", "length", length, "a status and a count of warnings");
        }
        return packet.readUnsignedShortLE();
    }
}
