package com.passkit.cdc.runtime.source;

import java.util.List;

import com.passkit.cdc.snapshot.catalog.LockReport;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;

/**
 * The source at a glance. Owned.
 *
 * @param state         what it is doing
 * @param host          address connected to, or tried last; empty before
 * @param serverVersion of that server; empty before
 * @param cause         why it waits or stopped; empty otherwise
 * @param outage        since when it is lost, why, and when it is tried again; null while it is not
 * @param reconnects    connections made after the first
 * @param snapshot      progress of the snapshot; null when none runs or ran
 * @param lock          what it took to open the snapshot's view; null before, and without a snapshot
 * @param hosts         those of the configured hosts that were looked at
 */
public record SourceStatus(SourceState state, String host, String serverVersion, String cause, Outage outage,
    long reconnects, SnapshotProgress snapshot, LockReport lock, List<HostReport> hosts) {

    static final SourceStatus INITIAL =
        new SourceStatus(SourceState.STARTING, "", "", "", null, 0, null, null, List.of());

    /** @return when it tries again, milliseconds since 1970; 0 when it does not wait */
    public long nextTryAtMs() {
        return state == SourceState.WAITING && outage != null ? outage.nextTryAtMs() : 0;
    }

    SourceStatus in(SourceState newState) {
        return new SourceStatus(newState, host, serverVersion, "", null, reconnects, snapshot, lock, hosts);
    }

    SourceStatus connectingTo(String newHost) {
        return new SourceStatus(
            SourceState.CONNECTING, newHost, serverVersion, cause, outage, reconnects, snapshot, lock, hosts);
    }

    SourceStatus connected(String version, boolean isFirst) {
        return new SourceStatus(state, host, version, cause, outage, isFirst ? reconnects : reconnects + 1, snapshot,
            lock, hosts);
    }

    SourceStatus waiting(Outage newOutage) {
        return new SourceStatus(SourceState.WAITING, host, serverVersion, newOutage.message(), newOutage, reconnects,
            snapshot, lock, hosts);
    }

    SourceStatus stopped(String newCause) {
        return new SourceStatus(
            SourceState.STOPPED, host, serverVersion, newCause, outage, reconnects, snapshot, lock, hosts);
    }

    /** @return whether the host is being read */
    boolean isReading() {
        return state == SourceState.SNAPSHOT || state == SourceState.STREAMING;
    }

    SourceStatus with(SnapshotProgress progress, LockReport newLock) {
        return new SourceStatus(state, host, serverVersion, cause, outage, reconnects, progress, newLock, hosts);
    }

    SourceStatus with(List<HostReport> reports) {
        return new SourceStatus(
            state, host, serverVersion, cause, outage, reconnects, snapshot, lock, List.copyOf(reports));
    }
}
