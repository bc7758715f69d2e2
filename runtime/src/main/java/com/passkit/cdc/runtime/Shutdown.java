package com.passkit.cdc.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a shutdown under one limit. What is not done in time is left: its events come again after a start.
 * Threading: the closing thread. Blocking: yes.
 */
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    /** A step that only has to end what is there still gets this long after the limit. */
    private static final long LEAST_MS = 1_000;

    private final Duration limit;
    private final long startNs = System.nanoTime();
    private Throwable failure;

    /** @param failure what ended the run; null for a stop that was asked for */
    Shutdown(Duration limit, Throwable failure) {
        this.limit = limit;
        this.failure = failure;
    }

    /** @return what is left of the limit */
    Duration remaining() {
        Duration rest = limit.minusNanos(System.nanoTime() - startNs);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /** Begins a step that may go on for long, and waits for its end a third of the limit at most. */
    void awaitShortly(String step, Supplier<CompletableFuture<?>> begin) {
        try {
            begin.get().get(limit.toMillis() / 3, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("shutdown: {} not complete in time; its events come again after a start, with their ids", step);
        } catch (ExecutionException e) {
            onFailure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            onFailure(e);
        }
    }

    /** Begins a step and waits for its end. */
    void await(String step, Supplier<CompletableFuture<?>> begin) {
        try {
            begin.get().get(Math.max(LEAST_MS, remaining().toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("shutdown: {} not complete within {} s; what was not acknowledged comes again after a start",
                step, limit.toSeconds());
        } catch (ExecutionException e) {
            onFailure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            onFailure(e);
        } catch (RuntimeException | Error e) {
            onFailure(e);
        }
    }

    /** Runs a step that frees something. */
    void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            onFailure(e);
        }
    }

    /** The first failure is what the run reports; the others are logged. */
    void onFailure(Throwable cause) {
        if (failure == null) {
            failure = cause;
        } else if (failure != cause) {
            LOG.warn("shutdown: {}", String.valueOf(cause.getMessage()), cause);
        }
    }

    /** @return what the run reports; null when it ended well */
    Throwable failure() {
        return failure;
    }
}
