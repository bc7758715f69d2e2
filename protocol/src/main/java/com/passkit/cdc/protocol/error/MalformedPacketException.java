package com.passkit.cdc.protocol.error;

/**
 * Bytes that are not what the protocol says they are. The message reads {@code structure.field: value (expected:
 * rule)}.
 */
public final class MalformedPacketException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private MalformedPacketException(Recovery recovery, String message) {
        super(recovery, message);
    }

    /**
     * @param structure name of the flyweight or decoder
     * @param field     name of the field in the documentation
     * @param value     what was found
     * @param expected  the rule it breaks
     */
    public static MalformedPacketException of(String structure, String field, Object value, String expected) {
        return new MalformedPacketException(Recovery.STOP,
            structure + '.' + field + ": " + value + " (expected: " + expected + ')');
    }

    /** As {@link #of}, for damage that another connection may not show: a sequence gap, a checksum mismatch. */
    public static MalformedPacketException inTransit(String structure, String field, Object value, String expected) {
        return new MalformedPacketException(Recovery.RECONNECT,
            structure + '.' + field + ": " + value + " (expected: " + expected + ')');
    }

    /**
     * The same error with the place where it was met.
     *
     * @param location for instance file and position
     * @param excerpt  of the bytes, as a hex dump
     */
    public MalformedPacketException at(String location, String excerpt) {
        MalformedPacketException located =
            new MalformedPacketException(recovery(), location + ": " + getMessage() + " [" + excerpt + ']');
        located.initCause(this);
        return located;
    }

    /** The same error with what else is known. */
    public MalformedPacketException noting(String note) {
        MalformedPacketException noted = new MalformedPacketException(recovery(), getMessage() + " [" + note + ']');
        noted.initCause(this);
        return noted;
    }
}
