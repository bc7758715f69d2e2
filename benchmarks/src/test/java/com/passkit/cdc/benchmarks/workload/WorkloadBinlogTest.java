package com.passkit.cdc.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.passkit.cdc.benchmarks.replay.ColumnSum;
import com.passkit.cdc.benchmarks.replay.RowReplay;
import com.passkit.cdc.benchmarks.rival.ConnectorColumnVisitor;
import com.passkit.cdc.benchmarks.rival.ConnectorReader;

class WorkloadBinlogTest {

    private static final int ROW_COUNT = 2000;

    @TempDir
    private Path directory;

    @Test
    void shouldWriteTheSameBytesEachTime() throws IOException {
        Path first = directory.resolve("first.binlog");
        Path second = directory.resolve("second.binlog");

        WorkloadBinlog.write(first, TypeMix.MIXED, ROW_COUNT);
        WorkloadBinlog.write(second, TypeMix.MIXED, ROW_COUNT);

        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeReadInFullByBothSides(TypeMix mix) throws IOException {
        Path file = directory.resolve("workload.binlog");
        WorkloadBinlog.write(file, mix, ROW_COUNT);
        ColumnSum ours = new ColumnSum();
        ConnectorColumnVisitor theirs = new ConnectorColumnVisitor();

        long ourRowCount = RowReplay.of(ours).read(file);
        long theirRowCount = new ConnectorReader().read(file, theirs);

        assertThat(ourRowCount).isEqualTo(ROW_COUNT);
        assertThat(theirRowCount).isEqualTo(ROW_COUNT);
        assertThat(ours.columnCount()).isEqualTo(theirs.columnCount());
    }
}
