package com.passkit.cdc.benchmarks.workload;

import java.util.SplittableRandom;

import io.netty.buffer.ByteBuf;

/** Makes values of one column in their row image encoding. Threading: any thread, no state. */
@FunctionalInterface
interface ValueSource {

    /** Appends a value, its length prefix included. */
    void write(SplittableRandom random, ByteBuf out);
}
