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
public record Gtid(UUID sourceId, String tag, long number) {

    public Gtid {
        Objects.requireNonNull(sourceId, "sourceId");
        Objects.requireNonNull(tag, "tag");
        if (number < 1) {
            throw new IllegalArgumentException("gtid.number: " + number + " (expected: >= 1)");
        }
    }

    /** A GTID without a tag. */
    public static Gtid of(UUID sourceId, long number) {
        return new Gtid(sourceId, "", number);
    }

    @Override
    public String toString() {
        return tag.isEmpty() ? sourceId + ":" + number : sourceId + ":" + tag + ':' + number;
    }
}
