package com.passkit.cdc.protocol.client;

import java.io.IOException;

import javax.net.ssl.SSLException;

import com.passkit.cdc.protocol.error.ConnectionClosedException;

import io.netty.handler.codec.DecoderException;

/** What a failure of a channel means to the caller. */
final class ChannelFailure {

    private ChannelFailure() {
    }

    /** While logging in, a TLS failure is one of the configuration. @param source host and port */
    static Throwable ofLogin(Throwable failure, String source) {
        Throwable cause = unwrap(failure);
        if (cause instanceof SSLException tls) {
            return TlsFailure.of(tls, source);
        }
        return ofSession(cause, source);
    }

    /** @param source host and port */
    static Throwable ofSession(Throwable failure, String source) {
        Throwable cause = unwrap(failure);
        if (cause instanceof IOException) {
            return new ConnectionClosedException(source + ": connection lost: " + rootMessage(cause), cause);
        }
        return cause;
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
