package com.passkit.cdc.protocol.error;

/** A packet is longer than its receiver takes. Nothing was kept of it. */
public final class PacketTooLongException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private final long length;
    private final boolean isWhole;

    /**
     * @param length  what is known to belong to it
     * @param isWhole whether that is all of it
     * @param limit   what is taken
     */
    public PacketTooLongException(long length, boolean isWhole, int limit) {
        super(Recovery.STOP, "Packet.length: " + (isWhole ? "" : "more than ") + length + " (expected: <= " + limit
            + ')');
        this.length = length;
        this.isWhole = isWhole;
    }

    /** @return bytes that are known to belong to it */
    public long length() {
        return length;
    }

    /** @return whether {@link #length()} is all of it */
    public boolean isWhole() {
        return isWhole;
    }
}
