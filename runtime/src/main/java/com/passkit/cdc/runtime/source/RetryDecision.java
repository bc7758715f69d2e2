package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.error.MySqlException;

/**
 * What a failure of the source leads to.
 *
 * @param action what to do
 * @param outage where it is tried again, else null
 * @param error  what to end with where the run ends, else the failure
 */
record RetryDecision(Action action, Outage outage, MySqlException error) {

    /** What to do. */
    enum Action {
        /** Connect again at the outage's time. */
        RETRY,
        /** Take a new snapshot at once. */
        SNAPSHOT,
        /** End the run. */
        STOP
    }

    static RetryDecision retry(Outage outage, MySqlException error) {
        return new RetryDecision(Action.RETRY, outage, error);
    }

    static RetryDecision snapshot(MySqlException error) {
        return new RetryDecision(Action.SNAPSHOT, null, error);
    }

    static RetryDecision stop(MySqlException error) {
        return new RetryDecision(Action.STOP, null, error);
    }
}
