package com.passkit.cdc.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import com.sun.management.ThreadMXBean;

/** Counts the bytes that a pass allocates on the heap, on the thread that runs it. Threading: one thread at a time. */
final class AllocationMeter {

    /** Enough for what happens once, and for the interpreter to hand over to the compiler. */
    private static final int WARM_UP_PASSES = 4;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** @return bytes of one pass, on average over so many */
    double bytesPerPass(Pass pass, Path file, int passes) throws IOException {
        for (int i = 0; i < WARM_UP_PASSES; i++) {
            pass.run(file);
        }
        long threadId = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(threadId);
        for (int i = 0; i < passes; i++) {
            pass.run(file);
        }
        return (double) (threads.getThreadAllocatedBytes(threadId) - before) / passes;
    }
}
