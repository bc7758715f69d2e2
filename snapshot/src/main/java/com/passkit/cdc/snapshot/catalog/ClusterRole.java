package com.passkit.cdc.snapshot.catalog;

import java.util.Locale;
import java.util.Objects;

/**
 * What a server is to its cluster, as far as it knows itself. Owned.
 *
 * @param kind              its part
 * @param evidence          what it was told by, for people
 * @param isReplicating     whether transactions come, or will come, from another server, so that it may catch up
 * @param isInGroup         whether it belongs to a replication group
 * @param unreadable        why nobody should read from it now, whatever its part; empty where one may
 * @param isLoggingReplicas whether what it replicates goes to its binary log
 */
public record ClusterRole(Kind kind, String evidence, boolean isReplicating, boolean isInGroup, String unreadable,
    boolean isLoggingReplicas) {

    /** The part of a server. */
    public enum Kind {
        /** Takes writes, and replicates from no one. */
        PRIMARY,
        /** Replicates from another one. */
        REPLICA,
        /** Takes no writes and gets none: the moment of a switch-over, or a server set aside. */
        NEITHER,
        /** The user may not ask. */
        UNKNOWN
    }

    public ClusterRole {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(evidence, "evidence");
        Objects.requireNonNull(unreadable, "unreadable");
    }

    /** @return whether writes may be going to it, and so are on no other server before */
    public boolean mayTakeWrites() {
        return kind == Kind.PRIMARY || kind == Kind.UNKNOWN && !isReplicating;
    }

    /** @return whether changes that it replicates are missing from its binary log */
    public boolean hidesReplicated() {
        return !isLoggingReplicas && (kind == Kind.REPLICA || isInGroup);
    }

    /** @return for people: {@code primary (read_only OFF, replicates from no server)} */
    public String inWords() {
        return kind.name().toLowerCase(Locale.ROOT) + " (" + evidence + ')';
    }
}
