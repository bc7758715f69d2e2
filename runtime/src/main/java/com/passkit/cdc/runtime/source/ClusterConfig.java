package com.passkit.cdc.runtime.source;

import java.util.Locale;
import java.util.Objects;

import com.passkit.cdc.snapshot.catalog.ClusterRole;

/**
 * Which servers of a cluster may be read.
 *
 * @param role the part that a server must have
 */
public record ClusterConfig(Role role) {

    /** Whatever part it has. */
    public static final ClusterConfig ANY = new ClusterConfig(Role.ANY);

    /** The part that a server must have to be read. */
    public enum Role {
        ANY,
        REPLICA,
        PRIMARY;

        /** @return whether a server has it */
        public boolean admits(ClusterRole server) {
            return switch (this) {
                case ANY -> true;
                case REPLICA -> server.kind() == ClusterRole.Kind.REPLICA;
                case PRIMARY -> server.kind() == ClusterRole.Kind.PRIMARY;
            };
        }

        /** @return as it is configured */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ClusterConfig {
        Objects.requireNonNull(role, "role");
    }
}
