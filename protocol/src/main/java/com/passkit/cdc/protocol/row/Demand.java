package com.passkit.cdc.protocol.row;

/** Back pressure as a returned value: whether the callee wants the next item now. */
public enum Demand {
    /** Hand over the next item. */
    CONTINUE,
    /** The item was taken; hand over no other before {@code resume()} is called on the stream. */
    PAUSE
}
