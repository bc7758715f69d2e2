package com.passkit.cdc.runtime.source;

import java.util.Objects;

/**
 * One of the configured hosts, as it was found when it was last looked at. Owned.
 *
 * @param view       what was found
 * @param isFollowed whether it is the one that is read
 * @param lookedAtMs when that was, milliseconds since 1970
 */
public record HostReport(HostView view, boolean isFollowed, long lookedAtMs) {

    public HostReport {
        Objects.requireNonNull(view, "view");
    }

    HostReport followed(boolean isNowFollowed) {
        return new HostReport(view, isNowFollowed, lookedAtMs);
    }
}
