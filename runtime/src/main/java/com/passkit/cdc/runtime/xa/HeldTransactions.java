package com.passkit.cdc.runtime.xa;

import java.util.List;

/**
 * The XA transactions that are prepared at a position and not yet decided: who goes on from there needs their files.
 * Owned. Threading: any thread.
 *
 * @param numbers of their files, ascending
 * @param version grows with each change within a run; of no meaning beyond it
 */
public record HeldTransactions(List<Long> numbers, long version) {

    /** No transaction is prepared. */
    public static final HeldTransactions NONE = new HeldTransactions(List.of(), 0);

    public HeldTransactions {
        numbers = List.copyOf(numbers);
    }

    /** As stored. @param numbers of the files, ascending */
    public static HeldTransactions of(List<Long> numbers) {
        return new HeldTransactions(numbers, 0);
    }
}
