package com.passkit.cdc.runtime.publish;

/** Told when a publisher cannot go on. Threading: publish loop; hand over and return. */
@FunctionalInterface
public interface PublishHandler {

    /** The run has to end: nothing will be delivered any more, and what was not is abandoned. Called once. */
    void onStopped(PublishStop stop);
}
