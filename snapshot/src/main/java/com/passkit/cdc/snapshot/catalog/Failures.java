package com.passkit.cdc.snapshot.catalog;

import java.util.concurrent.CompletionException;

import com.passkit.cdc.protocol.error.ServerErrorException;

/** Looks into what a future failed with. */
public final class Failures {

    private Failures() {
    }

    /** @return the failure without the wrappers that chained futures add */
    public static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? cause(error.getCause()) : error;
    }

    /** @return whether it is one of these errors of the server */
    public static boolean isServerError(Throwable error, int... numbers) {
        if (cause(error) instanceof ServerErrorException server) {
            for (int number : numbers) {
                if (server.errorNumber() == number) {
                    return true;
                }
            }
        }
        return false;
    }
}
