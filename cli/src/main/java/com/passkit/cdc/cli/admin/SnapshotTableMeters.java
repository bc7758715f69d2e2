package com.passkit.cdc.cli.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import com.passkit.cdc.snapshot.progress.TableProgress;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;

/** Gauges of the largest tables of a snapshot, few enough for whoever collects them. Threading: one thread. */
final class SnapshotTableMeters {

    /** Each table is a series of each gauge. */
    private static final int MOST_TABLES = 20;

    private final MeterPage page;
    private final MultiGauge rows;
    private final MultiGauge rowsEstimated;
    private List<String> names = List.of();
    private List<String> allNames = List.of();

    SnapshotTableMeters(String connector, MeterPage page) {
        this.page = page;
        rows = MultiGauge.builder("passkit.cdc.snapshot.table.rows").tags(Tags.of("connector", connector))
            .description("Rows of a large table handed over by the snapshot").register(page.registry());
        rowsEstimated = MultiGauge.builder("passkit.cdc.snapshot.table.rows.estimated")
            .tags(Tags.of("connector", connector))
            .description("Rows that there seem to be in it, corrected as they come").register(page.registry());
    }

    void update(SnapshotReport report) {
        List<TableProgress> tables = report.progress().tables();
        List<String> allNow = tables.stream().map(TableProgress::name).toList();
        if (!allNow.equals(allNames)) {
            allNames = allNow;
            names = tables.stream().sorted(Comparator.comparingLong(TableProgress::bytesEstimated).reversed())
                .limit(MOST_TABLES).map(TableProgress::name).toList();
        }
        List<Row<?>> done = new ArrayList<>();
        List<Row<?>> estimated = new ArrayList<>();
        for (TableProgress table : tables) {
            if (names.contains(table.name())) {
                Tags tags = Tags.of("table", table.name());
                done.add(Row.of(tags, table.rowsDone()));
                estimated.add(Row.of(tags, table.rowsEstimated()));
            }
        }
        page.replace(() -> {
            rows.register(done, true);
            rowsEstimated.register(estimated, true);
        });
    }
}
