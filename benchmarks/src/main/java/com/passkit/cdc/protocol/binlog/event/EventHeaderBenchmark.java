package com.passkit.cdc.protocol.binlog.event;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The header that every event begins with, read and written. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class EventHeaderBenchmark {

    private final EventHeaderFlyweight header = new EventHeaderFlyweight();
    private final ByteBuf buffer = Unpooled.directBuffer().writeZero(EventHeaderFlyweight.LENGTH);

    public EventHeaderBenchmark() {
        write();
    }

    @TearDown
    public void release() {
        buffer.release();
    }

    @Benchmark
    public long read() {
        header.wrap(buffer, 0, EventHeaderFlyweight.LENGTH);
        return header.timestampSeconds() + header.type().ordinal() + header.serverId() + header.eventLength()
            + header.nextPosition() + header.flagsRaw();
    }

    @Benchmark
    public final EventHeaderFlyweight write() {
        return header.wrap(buffer, 0, EventHeaderFlyweight.LENGTH).timestampSeconds(1_790_000_000L)
            .typeRaw(EventType.WRITE_ROWS.code()).serverId(7).eventLength(8192).nextPosition(123_456).flagsRaw(0);
    }
}
