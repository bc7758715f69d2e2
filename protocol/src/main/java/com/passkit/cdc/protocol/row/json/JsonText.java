package com.passkit.cdc.protocol.row.json;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * JSON documents as the server prints them in a result set, made compact: the spaces behind {@code ,} and {@code :} go,
 * all else stays. 5.7 prints line breaks of long opaque values inside strings as they are; they are escaped here, as
 * 8.0 does. The result is that of {@link JsonBinary} for the same document. Threading: any thread.
 */
public final class JsonText {

    /** Stops behind a run that is copied: at a space or at the quote that opens a string. */
    private static final ByteProcessor OUTSIDE_STRING = b -> b > ' ' && b != '"';
    /** Stops at what ends a string, at an escape, and at a character that should have been one. */
    private static final ByteProcessor INSIDE_STRING = b -> b < 0 || b >= ' ' && b != '"' && b != '\\';

    private JsonText() {
    }

    /**
     * Appends a document without the white space around its tokens.
     *
     * @param utf8 a document as the server printed it. Memory: both buffers borrowed until this method returns.
     */
    public static void compact(ByteBuf utf8, int index, int length, ByteBuf out) {
        int end = index + length;
        int at = index;
        while (at < end) {
            int stop = utf8.forEachByte(at, end - at, OUTSIDE_STRING);
            int runEnd = stop < 0 ? end : stop;
            out.writeBytes(utf8, at, runEnd - at);
            if (stop >= 0 && utf8.getByte(stop) == '"') {
                out.writeByte('"');
                at = copyString(utf8, stop + 1, end, out);
            } else {
                at = runEnd + 1;
            }
        }
    }

    /** @return index behind the closing quote, which is written */
    private static int copyString(ByteBuf utf8, int start, int end, ByteBuf out) {
        int at = start;
        while (at < end) {
            int stop = utf8.forEachByte(at, end - at, INSIDE_STRING);
            if (stop < 0) {
                break;
            }
            out.writeBytes(utf8, at, stop - at);
            int special = utf8.getByte(stop);
            if (special == '"') {
                out.writeByte('"');
                return stop + 1;
            }
            if (special == '\\' && stop + 1 < end) {
                out.writeBytes(utf8, stop, 2);
                at = stop + 2;
            } else {
                JsonEscape.writeEscaped(special, out);
                at = stop + 1;
            }
        }
        throw MalformedPacketException.of("JsonText", "string", "no closing quote", "'\"' before the end");
    }
}
