package com.passkit.cdc.runtime.publish;

/** A request was not sent, because what signs it cannot be used now. The message has no secret in it. */
final class UnsignedRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsignedRequestException(String message, Throwable cause) {
        super(message, cause);
    }
}
