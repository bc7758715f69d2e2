package com.passkit.cdc.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** One pass over a binlog file. Threading: one thread at a time. */
@FunctionalInterface
interface Pass {

    /** @return row changes seen */
    long run(Path file) throws IOException;
}
