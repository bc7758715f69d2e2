package com.passkit.cdc.it.fire;

import java.util.Random;
import java.util.function.LongSupplier;

/** A process stands still, with its connections open. */
final class Suspension implements Fault {

    private final String whose;
    private final LongSupplier process;
    private long pid = -1;

    /** @param process id of the process at the moment; negative where there is none */
    Suspension(String whose, LongSupplier process) {
        this.whose = whose;
        this.process = process;
    }

    @Override
    public String name() {
        return whose + " suspended";
    }

    @Override
    public void begin(Random random) {
        pid = process.getAsLong();
        if (pid >= 0) {
            Signals.suspend(pid);
        }
    }

    @Override
    public void end() {
        if (pid >= 0) {
            Signals.resume(pid);
        }
    }

    @Override
    public long lastsMs() {
        return 3_000;
    }
}
