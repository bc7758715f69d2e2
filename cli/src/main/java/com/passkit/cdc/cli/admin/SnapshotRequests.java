package com.passkit.cdc.cli.admin;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.runtime.incremental.RequestAnswer;

/** Takes requests to read tables while the connector runs. Threading: any thread; returns at once. */
@FunctionalInterface
public interface SnapshotRequests {

    /** Where nothing runs that could take one. */
    SnapshotRequests NONE = tables -> CompletableFuture.failedFuture(
        new IllegalStateException("the connector is starting or ending (expected: state STREAMING)"));

    /**
     * @param tables globs as in {@code tables.include}
     * @return what was queued; exceptionally with an {@link IllegalArgumentException} where the tables are to blame, an
     *         {@link IllegalStateException} where the moment is
     */
    CompletableFuture<RequestAnswer> request(List<String> tables);
}
