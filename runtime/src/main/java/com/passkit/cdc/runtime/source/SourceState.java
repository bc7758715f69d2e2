package com.passkit.cdc.runtime.source;

/** What the source is doing. */
public enum SourceState {
    STARTING,
    CONNECTING,
    SNAPSHOT,
    STREAMING,
    /** Waits before the next attempt; the status tells cause and time. */
    WAITING,
    STOPPED
}
