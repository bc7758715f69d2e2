package com.passkit.cdc.protocol.error;

/**
 * Bytes that are not what the protocol says they are. The message reads {@code structure.field: value (expected:
 * rule)}, with the place before it and what else is known behind it.
 */
public final class MalformedPacketException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private final String location;
    private final String field;
    private final String value;
    private final String expected;

    private MalformedPacketException(
        Recovery recovery, String location, String field, String value, String expected, String notes) {
        super(recovery, location + field + ": " + value + " (expected: " + expected + ')' + notes);
        this.location = location;
        this.field = field;
        this.value = value;
        this.expected = expected;
    }

    /**
     * @param structure name of the flyweight or decoder
     * @param field     name of the field in the documentation
     * @param value     what was found
     * @param expected  the rule it breaks
     */
    public static MalformedPacketException of(String structure, String field, Object value, String expected) {
        return new MalformedPacketException(
            Recovery.STOP, "", structure + '.' + field, String.valueOf(value), expected, "");
    }

    /** As {@link #of}, for damage that another connection may not show: a sequence gap, a checksum mismatch. */
    public static MalformedPacketException inTransit(String structure, String field, Object value, String expected) {
        return new MalformedPacketException(
            Recovery.RECONNECT, "", structure + '.' + field, String.valueOf(value), expected, "");
    }

    /**
     * The same error with the place where it was met.
     *
     * @param place   for instance file and position
     * @param excerpt of the bytes, as a hex dump
     */
    public MalformedPacketException at(String place, String excerpt) {
        MalformedPacketException located = new MalformedPacketException(
            recovery(), place + ": " + location, field, value, expected, " [" + excerpt + ']');
        located.initCause(this);
        return located;
    }

    /** The same error with what else is known. */
    public MalformedPacketException noting(String note) {
        String notes = getMessage().substring(getMessage().lastIndexOf(expected + ')') + expected.length() + 1);
        MalformedPacketException noted = new MalformedPacketException(
            recovery(), location, field, value, expected, notes + " [" + note + ']');
        noted.initCause(this);
        return noted;
    }

    /**
     * The same error for those who may not see what is in a row: without the bytes, the value that was found, and the
     * errors behind it.
     */
    public MalformedPacketException withoutValues() {
        return new MalformedPacketException(recovery(), location, field, "a value that is not shown", expected, "");
    }
}
