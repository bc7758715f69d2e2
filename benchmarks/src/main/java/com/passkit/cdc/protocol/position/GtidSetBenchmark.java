package com.passkit.cdc.protocol.position;

import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The executed set of a server that some others wrote to before, with gaps. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class GtidSetBenchmark {

    private static final int SOURCE_COUNT = 4;
    private static final int GAP_DISTANCE = 1000;

    /** Intervals of each source. */
    @Param({"1", "100"})
    private int intervalCount;

    private String text;
    private GtidSet executed;
    private GtidSet other;
    private Gtid present;
    private UUID sourceId;
    private GtidSet growing;
    private long number;

    @Setup
    public void fill() {
        StringBuilder written = new StringBuilder();
        for (int source = 0; source < SOURCE_COUNT; source++) {
            sourceId = new UUID(0x3e11fa4771ca11e1L, source);
            written.append(source == 0 ? "" : ",").append(sourceId);
            for (long i = 0; i < intervalCount; i++) {
                long first = i * GAP_DISTANCE + 1;
                written.append(':').append(first).append('-').append(first + GAP_DISTANCE / 2);
            }
        }
        text = written.toString();
        executed = GtidSet.parse(text);
        other = GtidSet.parse(sourceId + ":1-" + intervalCount * GAP_DISTANCE / 2);
        present = Gtid.of(sourceId, (long) intervalCount / 2 * GAP_DISTANCE + 1);
        growing = executed.copy();
        number = (long) intervalCount * GAP_DISTANCE;
    }

    /** A commit: the next number of a source. */
    @Benchmark
    public boolean add() {
        return growing.add(Gtid.of(sourceId, ++number));
    }

    @Benchmark
    public boolean contains() {
        return executed.contains(present);
    }

    @Benchmark
    public GtidSet parse() {
        return GtidSet.parse(text);
    }

    @Benchmark
    public GtidSet union() {
        GtidSet union = executed.copy();
        union.addAll(other);
        return union;
    }
}
