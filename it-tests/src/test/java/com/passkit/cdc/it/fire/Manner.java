package com.passkit.cdc.it.fire;

import java.util.function.Predicate;

/**
 * How the receiver meets one request.
 *
 * @param status  of the answer
 * @param header  one more header line, empty for none
 * @param isTaken whether it keeps the events; one that does may still answer otherwise
 * @param ending  what becomes of the answer
 * @param delayMs before the answer
 * @param refused events that it keeps from no batch and names in its answer, by their text
 */
record Manner(int status, String header, boolean isTaken, Ending ending, long delayMs, Predicate<String> refused) {

    private static final Predicate<String> NONE = event -> false;

    static final Manner ACCEPT = new Manner(200, "", true, Ending.WHOLE, 0);

    /** What becomes of an answer. */
    enum Ending {
        /** It is sent. */
        WHOLE,
        /** Its first half is sent, then the connection is closed. */
        HALF,
        /** It is not sent, and the connection is closed. */
        CLOSED,
        /** It is not sent, and the connection stays open. */
        HANGING,
        /** It is sent byte by byte. */
        DRIPPING,
        /** It is sent twice at once. */
        TWICE
    }

    Manner(int status, String header, boolean isTaken, Ending ending, long delayMs) {
        this(status, header, isTaken, ending, delayMs, NONE);
    }

    /** Takes the others. */
    static Manner acceptBut(Predicate<String> refused) {
        return new Manner(200, "", true, Ending.WHOLE, 0, refused);
    }

    static Manner refusal(int status, String header) {
        return new Manner(status, header, false, Ending.WHOLE, 0);
    }

    Manner after(long waitMs) {
        return new Manner(status, header, isTaken, ending, waitMs);
    }
}
