package com.passkit.cdc.runtime.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.benchmarks.replay.BatchReplay;
import com.passkit.cdc.benchmarks.workload.TypeMix;
import com.passkit.cdc.benchmarks.workload.WorkloadBinlog;
import com.passkit.cdc.benchmarks.workload.WorkloadRules;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A binlog file of 100,000 row changes to sealed batches, with what may be configured for its tables. An operation is a
 * row change of the file, delivered or not.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Thread)
public class RulesBenchmark {

    private static final int ROW_COUNT = 100_000;

    /** What is configured. */
    @Param
    public WorkloadRules rules;

    private BatchReplay replay;
    private Path file;

    @Setup
    public void open() {
        replay = new BatchReplay(rules.filter(), rules.rules());
        file = WorkloadBinlog.generated(TypeMix.MIXED, ROW_COUNT);
    }

    @TearDown
    public void close() throws IOException {
        replay.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROW_COUNT)
    public long toSealedBatches() throws IOException {
        return replay.read(file);
    }
}
