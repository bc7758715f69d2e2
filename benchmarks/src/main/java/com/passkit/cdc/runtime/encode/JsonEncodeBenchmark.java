package com.passkit.cdc.runtime.encode;

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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import com.passkit.cdc.benchmarks.replay.HeldChanges;
import com.passkit.cdc.benchmarks.workload.TypeMix;
import com.passkit.cdc.benchmarks.workload.WorkloadBinlog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/** A decoded change to the JSON of its event; the score is the time of one change. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@State(Scope.Thread)
public class JsonEncodeBenchmark {

    private static final int CHANGE_COUNT = 128;
    private static final int OUT_LENGTH = 1 << 20;

    @Param
    private TypeMix mix;

    private final JsonEventEncoder encoder = new JsonEventEncoder(EncodeConfig.of("loyalty"), "1.0.0");
    private HeldChanges changes;
    private ByteBuf out;

    @Setup
    public void hold() {
        changes = HeldChanges.of(WorkloadBinlog.generated(mix, CHANGE_COUNT), CHANGE_COUNT);
        out = UnpooledByteBufAllocator.DEFAULT.directBuffer(OUT_LENGTH);
    }

    @TearDown
    public void release() {
        changes.close();
        out.release();
    }

    @Benchmark
    @OperationsPerInvocation(CHANGE_COUNT)
    public int encode() {
        out.clear();
        for (int n = 0; n < CHANGE_COUNT; n++) {
            encoder.encode(changes.get(n), out);
        }
        return out.writerIndex();
    }
}
