package com.passkit.cdc.runtime.deadletter;

import java.time.Instant;

/**
 * What is kept, at a moment. Owned.
 *
 * @param count      letters in the files; one that came again after a crash counts twice until it is replayed
 * @param bytes      of the files
 * @param maxBytes   that the files may have
 * @param since      when the oldest was kept; null for none
 * @param addedCount letters kept by this run
 */
public record DeadLetterStatus(long count, long bytes, long maxBytes, Instant since, long addedCount) {

    /** @return whether little room is left: 80 percent are taken */
    public boolean isNearlyFull() {
        return bytes >= maxBytes / 5 * 4;
    }
}
