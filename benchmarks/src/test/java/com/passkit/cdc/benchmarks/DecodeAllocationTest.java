package com.passkit.cdc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.passkit.cdc.benchmarks.replay.ColumnSum;
import com.passkit.cdc.benchmarks.replay.RowReplay;
import com.passkit.cdc.benchmarks.workload.TypeMix;
import com.passkit.cdc.benchmarks.workload.WorkloadBinlog;

/** The gate: reading rows allocates nothing, whatever they are made of. */
class DecodeAllocationTest {

    private static final int ROW_COUNT = 25_000;
    private static final int PASSES = 20;
    /** Opening a file, and the layouts of its tables, are all that a pass may allocate. */
    private static final double MAX_BYTES_PER_ROW = 1.0;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldAllocateNothingForARow(TypeMix mix) throws IOException {
        Path file = directory.resolve("workload.binlog");
        WorkloadBinlog.write(file, mix, ROW_COUNT);
        ColumnSum sum = new ColumnSum();

        double bytes = new AllocationMeter().bytesPerPass(RowReplay.of(sum)::read, file, PASSES);

        System.out.printf("decode %-10s %.3f bytes allocated a row%n", mix, bytes / ROW_COUNT);
        assertThat(sum.columnCount()).isGreaterThan((long) PASSES * ROW_COUNT);
        assertThat(bytes / ROW_COUNT).as("bytes allocated a row, %s", mix).isLessThan(MAX_BYTES_PER_ROW);
    }

    @Test
    void shouldNoticeWhatIsAllocated() throws IOException {
        Path file = directory.resolve("workload.binlog");
        WorkloadBinlog.write(file, TypeMix.INTEGERS, 1000);
        Object[] kept = new Object[1];

        double bytes = new AllocationMeter().bytesPerPass(ignored -> {
            for (int i = 0; i < 1000; i++) {
                kept[0] = new long[1];
            }
            return 1000;
        }, file, PASSES);

        assertThat(bytes / 1000).isGreaterThanOrEqualTo(16);
    }
}
