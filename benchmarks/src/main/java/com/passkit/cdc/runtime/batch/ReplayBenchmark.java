package com.passkit.cdc.runtime.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import com.passkit.cdc.benchmarks.replay.BatchReplay;
import com.passkit.cdc.benchmarks.workload.TypeMix;
import com.passkit.cdc.benchmarks.workload.WorkloadBinlog;

/**
 * A whole binlog file to sealed batches; {@code -Dbinlog=FILE} takes a recorded one. {@code rows} is the number of row
 * changes in the unit of time.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(2)
@State(Scope.Thread)
public class ReplayBenchmark {

    private static final int ROW_COUNT = 100_000;

    private final BatchReplay replay = new BatchReplay();
    private Path file;

    /** Row changes of an iteration. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Rows {

        /** Row changes put into batches. */
        public long rows;
    }

    @Setup
    public void write() {
        file = WorkloadBinlog.fileOf(TypeMix.MIXED, ROW_COUNT);
    }

    @TearDown
    public void close() throws IOException {
        replay.close();
    }

    @Benchmark
    public long toSealedBatches(Rows counter) throws IOException {
        counter.rows += replay.read(file);
        return replay.batchCount();
    }
}
