package com.passkit.cdc.runtime.source;

import java.util.Locale;
import java.util.Objects;

/**
 * What was found about one of the hosts when one was last chosen. Owned.
 *
 * @param host     address
 * @param role     its part in the cluster and what tells it; empty where it could not be asked
 * @param standing whether it may be read
 * @param reason   why, or why not
 */
public record HostView(String host, String role, Standing standing, String reason) {

    /** Whether a host may be read. */
    public enum Standing {
        /** Nothing stands against it. */
        FIT,
        /** It lacks what was read before and gets it from another server. */
        BEHIND,
        /** It lacks what was read before, and no other server gives it that. */
        LACKING,
        /** It no longer has, or never had, what follows the position. */
        LOST,
        /** It has another part than the one wanted. */
        WRONG_ROLE,
        /** It is no working member of its group. */
        OUT_OF_GROUP,
        /** The server, the user or the settings lack what a run needs. */
        REFUSED,
        /** It does not answer. */
        UNREACHABLE;

        /** @return in small letters, for people */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public HostView {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(standing, "standing");
        Objects.requireNonNull(reason, "reason");
    }

    /** @return whether it may be read */
    public boolean isFit() {
        return standing == Standing.FIT;
    }

    @Override
    public String toString() {
        return role.isEmpty() && reason.startsWith(host) ? reason
            : host + (role.isEmpty() ? "" : ", " + role) + ": " + reason;
    }
}
