package com.passkit.cdc.it.fire;

/** The order of the binary log, which changes that come for the first time keep on one lane. */
final class LogOrder {

    private EventPosition last;

    /** Fails when an event stands before one that came earlier. */
    void follow(EventPosition next) {
        if (last != null) {
            int order = next.file().compareTo(last.file());
            boolean isBehind = order > 0 || order == 0
                && (next.pos() > last.pos() || next.pos() == last.pos() && next.ordinal() > last.ordinal());
            if (!isBehind) {
                throw new AssertionError(next + " came after " + last + " (expected: the order of the log)");
            }
        }
        last = next;
    }
}
