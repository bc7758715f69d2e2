package com.passkit.cdc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.passkit.cdc.benchmarks.replay.RowReplay;
import com.passkit.cdc.benchmarks.rival.ConnectorJsonWriter;
import com.passkit.cdc.benchmarks.rival.ConnectorReader;
import com.passkit.cdc.benchmarks.workload.TypeMix;
import com.passkit.cdc.benchmarks.workload.WorkloadBinlog;
import com.passkit.cdc.runtime.encode.RowJson;

class RowJsonTest {

    private static final int ROW_COUNT = 2000;

    @TempDir
    private Path directory;

    /** The comparison is fair only when both write the same. */
    @ParameterizedTest
    @EnumSource
    void shouldWriteTheSameBytesOnBothSides(TypeMix mix) throws IOException {
        Path file = directory.resolve("workload.binlog");
        WorkloadBinlog.write(file, mix, ROW_COUNT);
        List<String> ours = new ArrayList<>();
        List<String> theirs = new ArrayList<>();
        int[] ourLength = new int[1];
        int[] theirLength = new int[1];

        new RowReplay(new RowJson(out -> {
            int start = ourLength[0] > out.writerIndex() ? 0 : ourLength[0];
            ours.add(out.toString(start, out.writerIndex() - start, StandardCharsets.UTF_8));
            ourLength[0] = out.writerIndex();
        })).read(file);
        new ConnectorReader().read(file, new ConnectorJsonWriter((bytes, length) -> {
            int start = theirLength[0] > length ? 0 : theirLength[0];
            theirs.add(new String(bytes, start, length - start, StandardCharsets.UTF_8));
            theirLength[0] = length;
        }));

        assertThat(ours).hasSize(ROW_COUNT);
        assertThat(theirs).hasSize(ROW_COUNT);
        for (int row = 0; row < ROW_COUNT; row++) {
            assertThat(ours.get(row)).as("row %d", row).startsWith("{\"id\":").isEqualTo(theirs.get(row));
        }
    }
}
