package com.passkit.cdc.protocol.binlog.event;

/** Placeholder. */
public final class PreviousGtidsEventFlyweight {
}
