package com.passkit.cdc.protocol.binlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

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
import org.openjdk.jmh.annotations.Warmup;

import com.passkit.cdc.benchmarks.replay.ColumnSum;
import com.passkit.cdc.benchmarks.replay.RowReplay;
import com.passkit.cdc.benchmarks.workload.TypeMix;
import com.passkit.cdc.benchmarks.workload.WorkloadBinlog;

/** Bytes of a file to every column of every row, checksums verified; the score is the time of one row change. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@State(Scope.Thread)
public class RowDecodeBenchmark {

    private static final int ROW_COUNT = 50_000;

    @Param
    private TypeMix mix;

    private final ColumnSum sum = new ColumnSum();
    private final RowReplay replay = RowReplay.of(sum);
    private Path file;

    @Setup
    public void write() {
        file = WorkloadBinlog.generated(mix, ROW_COUNT);
    }

    @Benchmark
    @OperationsPerInvocation(ROW_COUNT)
    public long read() throws IOException {
        replay.read(file);
        return sum.sum();
    }
}
