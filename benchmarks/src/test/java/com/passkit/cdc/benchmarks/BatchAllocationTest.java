package com.passkit.cdc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.passkit.cdc.benchmarks.replay.BatchReplay;
import com.passkit.cdc.benchmarks.workload.TypeMix;
import com.passkit.cdc.benchmarks.workload.WorkloadBinlog;
import com.passkit.cdc.benchmarks.workload.WorkloadRules;
import com.passkit.cdc.runtime.batch.BatchFormat;

/**
 * The gate: decoding a row and writing its event into the open batch allocates nothing; a transaction and a batch cost
 * a little.
 */
class BatchAllocationTest {

    private static final int ROW_COUNT = 25_000;
    private static final int PASSES = 20;
    /** Opening a file, and the layouts of its tables, spread over the rows of a pass. */
    private static final double MAX_BYTES_PER_ROW = 1.0;
    /** The GTID as an object and as text. */
    private static final double MAX_BYTES_PER_TRANSACTION = 320;
    /** The batch, its id and its place in the watermark. */
    private static final double MAX_BYTES_PER_BATCH = 2048;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldAllocateNothingForARow(TypeMix mix) throws IOException {
        try (BatchReplay replay = new BatchReplay()) {
            long batchBytes = verify(replay, mix, mix.toString());
            assertThat(batchBytes).isGreaterThan((long) PASSES * ROW_COUNT);
        }
    }

    @ParameterizedTest
    @EnumSource(value = BatchFormat.class, names = {"NDJSON", "CLOUDEVENTS"})
    void shouldAllocateNothingForARowInOtherFormats(BatchFormat format) throws IOException {
        try (BatchReplay replay = new BatchReplay(format)) {
            assertThat(verify(replay, TypeMix.MIXED, format.toString())).isGreaterThan((long) PASSES * ROW_COUNT);
        }
    }

    /** Hashes, conditions and what is left out are no exception. */
    @ParameterizedTest
    @EnumSource
    void shouldAllocateNothingForARowWithRules(WorkloadRules rules) throws IOException {
        try (BatchReplay replay = new BatchReplay(rules.filter(), rules.rules())) {
            verify(replay, TypeMix.MIXED, rules.toString());
            boolean isDelivered = rules != WorkloadRules.EXCLUDED;
            assertThat(replay.batchCount() > 0).isEqualTo(isDelivered);
        }
    }

    /** @return bytes of all batches */
    private long verify(BatchReplay replay, TypeMix mix, String name) throws IOException {
        Path file = directory.resolve("workload.binlog");
        WorkloadBinlog.write(file, mix, ROW_COUNT);
        replay.read(file);
        long commits = replay.commitCount();
        double bytes = replay.onLoop(() -> new AllocationMeter().bytesPerPass(replay::readHere, file, PASSES));
        double batches = (double) replay.batchCount() * commits / replay.commitCount();
        double bound = ROW_COUNT * MAX_BYTES_PER_ROW + commits * MAX_BYTES_PER_TRANSACTION
            + batches * MAX_BYTES_PER_BATCH;

        System.out.printf("batch  %-10s %.3f bytes allocated a row (%.0f a pass of %d rows, %d transactions, %.1f"
            + " batches)%n", name, bytes / ROW_COUNT, bytes, ROW_COUNT, commits, batches);
        assertThat(bytes).as("bytes allocated a pass, %s", name).isLessThan(bound);
        assertThat(replay.buffersInUse()).as("buffers in use").isLessThanOrEqualTo(2);
        return replay.batchBytes();
    }
}
