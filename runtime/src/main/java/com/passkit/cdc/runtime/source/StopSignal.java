package com.passkit.cdc.runtime.source;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A request to stop that every wait of the supervisor's thread also waits for. Threading: any thread.
 */
final class StopSignal {

    private final CompletableFuture<Void> requested = new CompletableFuture<>();

    /** Thrown out of a wait when a stop was requested. */
    static final class StopRequestedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StopRequestedException() {
            super("stop requested", null, false, false);
        }
    }

    void request() {
        requested.complete(null);
    }

    boolean isRequested() {
        return requested.isDone();
    }

    /** Waits for the outcome. Blocking: yes. Throws its failure, or {@link StopRequestedException}. */
    <T> T await(CompletableFuture<T> outcome) {
        try {
            CompletableFuture.anyOf(outcome, requested).join();
        } catch (CompletionException | CancellationException e) {
            throw unwrap(e);
        }
        if (!outcome.isDone()) {
            throw new StopRequestedException();
        }
        try {
            return outcome.join();
        } catch (CompletionException | CancellationException e) {
            throw unwrap(e);
        }
    }

    /** @return completes normally when the outcome is there, whatever it is, or a stop was requested */
    CompletableFuture<?> settled(CompletableFuture<?> outcome) {
        return CompletableFuture.anyOf(outcome.handle((value, failure) -> null), requested);
    }

    /** Waits at most this long. Blocking: yes. @return whether it is done. @param settled by {@link #settled} */
    boolean isDoneWithin(CompletableFuture<?> settled, long ms) {
        try {
            settled.get(ms, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("what is settled never fails", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request();
        }
        return true;
    }

    /** Waits this long unless a stop is requested. Blocking: yes. */
    void sleep(long ms) {
        try {
            requested.get(ms, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the signal never fails", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request();
        }
        throw new StopRequestedException();
    }

    private static RuntimeException unwrap(RuntimeException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException cause ? cause : e;
    }
}
