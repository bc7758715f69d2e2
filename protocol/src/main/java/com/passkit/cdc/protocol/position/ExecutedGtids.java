package com.passkit.cdc.protocol.position;

/**
 * Everything that was executed up to a moment, in the words of one kind of server: a {@link GtidSet} of MySQL or a
 * {@link MariaDbGtidSet}. {@code toString()} is the text that this kind of server reads. The two kinds do not mix: an
 * argument of the other kind is refused.
 * Threading: one thread at a time; hand a {@link #copy()} to another.
 */
public sealed interface ExecutedGtids permits GtidSet, MariaDbGtidSet {

    /** @return whose words these are */
    GtidKind kind();

    boolean isEmpty();

    /** @return whether the transaction was executed by then */
    boolean contains(TransactionId transaction);

    /** Moves on behind a transaction that ended after all that is in here. */
    void advance(TransactionId ended);

    /** Moves on behind transactions that ended after all that is in here. */
    void advance(ExecutedGtids ended);

    ExecutedGtids copy();
}
