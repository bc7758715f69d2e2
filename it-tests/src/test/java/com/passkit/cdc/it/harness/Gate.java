package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** A way on which everything passes, or everything stands still and no connection is told. Threading: any thread. */
public final class Gate implements Passage {

    private volatile CountDownLatch open = new CountDownLatch(0);

    /** From now on nothing passes. What was shut already stays so. */
    public void shut() {
        if (open.getCount() == 0) {
            open = new CountDownLatch(1);
        }
    }

    /** What was held back passes now. */
    public void open() {
        open.countDown();
    }

    @Override
    public boolean pass(Chunk chunk, OutputStream out) throws IOException {
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("gate: interrupted", e);
        }
        out.write(chunk.bytes(), 0, chunk.length());
        return true;
    }
}
