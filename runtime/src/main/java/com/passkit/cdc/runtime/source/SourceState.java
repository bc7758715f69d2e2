package com.passkit.cdc.runtime.source;

import java.util.Locale;

/** What the source is doing. */
public enum SourceState {
    STARTING,
    CONNECTING,
    SNAPSHOT,
    STREAMING,
    /** Waits before the next attempt; the status tells cause and time. */
    WAITING,
    STOPPED;

    /** @return in small letters, for tags and people */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
