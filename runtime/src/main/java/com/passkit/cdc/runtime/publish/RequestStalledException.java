package com.passkit.cdc.runtime.publish;

/** A request was given up, because the endpoint left the connection standing. The message is the whole story. */
final class RequestStalledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RequestStalledException(String message) {
        super(message);
    }
}
