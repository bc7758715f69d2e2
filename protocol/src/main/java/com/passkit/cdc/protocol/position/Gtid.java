package com.passkit.cdc.protocol.position;

import java.util.Objects;
import java.util.UUID;

/**
 * Global transaction identifier of MySQL: {@code uuid:number} or, from 8.3 on, {@code uuid:tag:number}.
 *
 * @param sourceId server (or group) that committed it first
 * @param tag      up to 32 characters, lower case; empty for none
 * @param number   1 to 2^63 - 2
 */
public record Gtid(UUID sourceId, String tag, long number) implements TransactionId {

    /** Largest transaction number that a server gives out. */
    public static final long MAX_NUMBER = Long.MAX_VALUE - 1;

    public Gtid {
        Objects.requireNonNull(sourceId, "sourceId");
        GtidTag.check(tag);
        if (number < 1 || number > MAX_NUMBER) {
            throw new IllegalArgumentException("gtid.number: " + number + " (expected: 1 to " + MAX_NUMBER + ')');
        }
    }

    /** A GTID without a tag. */
    public static Gtid of(UUID sourceId, long number) {
        return new Gtid(sourceId, "", number);
    }

    /** @return whether a tag may read so: a lower-case letter or underscore, then letters, digits or underscores */
    public static boolean isTag(String text) {
        return GtidTag.isValid(text);
    }

    /**
     * @param text {@code uuid:number} or {@code uuid:tag:number}
     * @throws IllegalArgumentException when it is not one GTID
     */
    public static Gtid parse(String text) {
        GtidSet set = GtidSet.parse(text);
        Gtid only = set.onlyGtid();
        if (only == null) {
            throw new IllegalArgumentException("gtid: " + text + " (expected: uuid:number or uuid:tag:number)");
        }
        return only;
    }

    @Override
    public String toString() {
        return tag.isEmpty() ? sourceId + ":" + number : sourceId + ":" + tag + ':' + number;
    }
}
