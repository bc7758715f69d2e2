package com.passkit.cdc.protocol.wire;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * Strings of the client/server protocol, as owned Java strings; for packets that are rare, never for rows.
 * <pre>
 *  NulTerminated  =&gt; bytes 0x00
 *  LengthEncoded  =&gt; lenenc bytes[lenenc]
 *  Rest           =&gt; bytes to the end of the packet
 * </pre>
 * Memory: borrowed until the method returns. Threading: any thread.
 */
public final class WireString {

    private static final byte NUL = 0;

    private WireString() {
    }

    /** Reads up to the next NUL and behind it; up to the end where there is none, as some servers leave it out. */
    public static String readNulTerminated(ByteBuf bytes) {
        int length = bytes.bytesBefore(NUL);
        if (length < 0) {
            return readRest(bytes);
        }
        String text = bytes.readString(length, StandardCharsets.UTF_8);
        bytes.skipBytes(1);
        return text;
    }

    /**
     * Reads a length and that many bytes.
     *
     * @param structure for the error
     * @param field     for the error
     */
    public static String readLengthEncoded(ByteBuf bytes, String structure, String field) {
        requireReadable(bytes, structure, field);
        return bytes.readString(LengthEncoded.readLength(bytes, structure, field), StandardCharsets.UTF_8);
    }

    /** Reads everything that is left. */
    public static String readRest(ByteBuf bytes) {
        return bytes.readString(bytes.readableBytes(), StandardCharsets.UTF_8);
    }

    public static void writeNulTerminated(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.UTF_8);
        out.writeByte(NUL);
    }

    public static void writeLengthEncoded(ByteBuf out, String text) {
        writeLengthEncoded(out, text.getBytes(StandardCharsets.UTF_8));
    }

    public static void writeLengthEncoded(ByteBuf out, byte[] bytes) {
        LengthEncoded.write(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void requireReadable(ByteBuf bytes, String structure, String field) {
        if (!bytes.isReadable()
            || LengthEncoded.lengthAt(bytes, bytes.readerIndex()) > bytes.readableBytes()) {
            throw MalformedPacketException.of(structure, field, "end of packet", "a length-encoded string");
        }
    }
}
