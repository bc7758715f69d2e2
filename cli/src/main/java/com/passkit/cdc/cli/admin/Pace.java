package com.passkit.cdc.cli.admin;

/**
 * How fast something goes of late.
 *
 * @param rowsPerSecond  rows read
 * @param bytesPerSecond bytes of these rows as the server sent them
 * @param secondsLeft    how long what is left takes at this pace; {@link #UNKNOWN} while nothing moves
 */
public record Pace(double rowsPerSecond, double bytesPerSecond, long secondsLeft) {

    /** The time left of what does not move. */
    public static final long UNKNOWN = -1;

    /** Of what was not looked at twice. */
    static final Pace NONE = new Pace(0, 0, UNKNOWN);

    /**
     * @param rows      read in the time
     * @param bytes     read in the time
     * @param bytesLeft still to be read
     * @param rowsLeft  still to be read
     */
    static Pace of(long rows, long bytes, long rowsLeft, long bytesLeft, double seconds) {
        if (seconds <= 0) {
            return NONE;
        }
        double rowsPerSecond = rows / seconds;
        double bytesPerSecond = bytes / seconds;
        if (rowsLeft <= 0) {
            return new Pace(rowsPerSecond, bytesPerSecond, 0);
        }
        // Bytes tell more where tables differ, but of a size on disk that is not known there is nothing left.
        double secondsLeft = bytesLeft > 0 ? bytesLeft / bytesPerSecond : rowsLeft / rowsPerSecond;
        return new Pace(rowsPerSecond, bytesPerSecond,
            rows <= 0 || bytes <= 0 ? UNKNOWN : (long) Math.ceil(secondsLeft));
    }
}
