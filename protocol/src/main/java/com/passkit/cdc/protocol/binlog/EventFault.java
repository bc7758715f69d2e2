package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Adds to an error where in the binlog it was met. */
final class EventFault {

    private static final int EXCERPT_LENGTH = 64;

    private EventFault() {
    }

    /** Memory: borrowed until this method returns. */
    static MySqlException locate(MySqlException error, EventView event, ByteBuf buffer, int index, int length) {
        String location = event.file() + ':' + event.startPosition();
        if (error instanceof MalformedPacketException malformed) {
            int excerptLength = Math.min(length, EXCERPT_LENGTH);
            return malformed.at(location, "event begins " + ByteBufUtil.hexDump(buffer, index, excerptLength)
                + (excerptLength < length ? "…" : ""));
        }
        return withMessage(error, location + ": " + error.getMessage());
    }

    /** Adds what else is known. */
    static MySqlException note(MySqlException error, String note) {
        return error instanceof MalformedPacketException malformed ? malformed.noting(note)
            : withMessage(error, error.getMessage() + " [" + note + ']');
    }

    private static MySqlException withMessage(MySqlException error, String message) {
        if (error instanceof UnsupportedFeatureException) {
            UnsupportedFeatureException located = new UnsupportedFeatureException(message);
            located.initCause(error);
            return located;
        }
        return new MySqlException(error.recovery(), message, error);
    }
}
