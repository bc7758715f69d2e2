package com.passkit.cdc.runtime;

import com.passkit.cdc.runtime.publish.PublishStop;

/** The run ended because the endpoint does not take what it was sent. */
public final class PublishStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient PublishStop stop;

    /** @param stop why, with the exit code */
    public PublishStoppedException(PublishStop stop) {
        super(stop.detail(), stop.cause());
        this.stop = stop;
    }

    /** @return why, with the exit code of the run */
    public PublishStop stop() {
        return stop;
    }
}
