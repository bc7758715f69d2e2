package com.passkit.cdc.cli.admin;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import com.passkit.cdc.snapshot.progress.SnapshotProgress;
import com.passkit.cdc.snapshot.progress.TableProgress;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SnapshotTableMetersTest {

    private static final int SCRAPES = 2_000;

    /** A page read in the middle of a look had gauges missing, or was refused for one that was there twice. */
    @Test
    void shouldBeWholeInEachPageThatIsReadBesideALook() {
        try (MeterPage page = new MeterPage()) {
            SnapshotTableMeters meters = new SnapshotTableMeters("it", page);
            meters.update(report("shop.members", 0));
            AtomicBoolean isDone = new AtomicBoolean();
            CompletableFuture<Void> looks = CompletableFuture.runAsync(() -> {
                for (int rows = 1; !isDone.get(); rows++) {
                    meters.update(report("shop.members", rows));
                }
            });
            try {
                for (int i = 0; i < SCRAPES; i++) {
                    assertThat(page.text()).containsOnlyOnce("passkit_cdc_snapshot_table_rows{")
                        .containsOnlyOnce("passkit_cdc_snapshot_table_rows_estimated{");
                }
            } finally {
                isDone.set(true);
                looks.join();
            }
            meters.update(report("shop.members", 42));
            assertThat(page.text()).contains("passkit_cdc_snapshot_table_rows{connector=\"it\","
                + "table=\"shop.members\"} 42.0\n");
        }
    }

    @Test
    void shouldShowTheTablesOfTheNextSnapshotWhereThereAreAsMany() {
        try (MeterPage page = new MeterPage()) {
            SnapshotTableMeters meters = new SnapshotTableMeters("it", page);
            meters.update(report("shop.members", 42));

            meters.update(report("shop.coupons", 7));

            assertThat(page.text()).doesNotContain("members").contains(
                "passkit_cdc_snapshot_table_rows{connector=\"it\",table=\"shop.coupons\"} 7.0\n");
        }
    }

    private static SnapshotReport report(String table, long rows) {
        return new SnapshotReport(SnapshotProgress.of(List.of(
            new TableProgress(table, TableProgress.State.READING, rows, 1 << 20, 0, 0))), Pace.NONE,
            List.of(Pace.NONE));
    }
}
