package com.passkit.cdc.cli;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.runtime.CdcTail;

/** A tail from its start to its exit code. Blocking: yes, until it ends. */
final class TailRun {

    private final CliContext context;
    private final StdoutEvents events;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    TailRun(CliContext context, StdoutEvents events) {
        this.context = context;
        this.events = events;
        context.onStop(() -> stopped.complete(null));
    }

    /** @param reached completes when the tail has come far enough */
    int run(CdcTail tail, CompletableFuture<Void> reached) {
        try (tail) {
            CompletableFuture.anyOf(tail.completion(), events.ended(), reached, stopped).join();
        } finally {
            events.close();
        }
        tail.completion().join();
        events.close();
        context.err().println(ExitCode.DONE.line(events.summary() + undecided(tail.heldXaCount())));
        return ExitCode.DONE.number();
    }

    private static String undecided(int count) {
        return count == 0 ? "" : "; prepared and not decided, so not printed: " + count + " XA transactions";
    }
}
