package com.passkit.cdc.cli.admin;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import com.passkit.cdc.snapshot.progress.SnapshotProgress;
import com.passkit.cdc.snapshot.progress.TableProgress;

/** The progress of a snapshot for people. */
public final class SnapshotText {

    private static final int MOST_NAMES = 3;
    private static final double MIB = 1 << 20;
    private static final int PERCENT = 100;

    private SnapshotText() {
    }

    /** @return everything in one line */
    public static String line(SnapshotReport report) {
        SnapshotProgress progress = report.progress();
        return String.format(Locale.ROOT, "%d of %d tables, %d of about %d rows, %s of about %s (%d %%), %s%s",
            progress.tablesDone(), progress.tablesTotal(), progress.rowsDone(), progress.rowsEstimated(),
            size(progress.bytesDone()), size(progress.bytesEstimated()),
            percent(progress.bytesDone(), progress.bytesEstimated()), pace(report.pace()), reading(progress));
    }

    /** @return a size as people read it */
    public static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
    }

    /** @return how much is done, 100 only when all is */
    public static int percent(long done, long total) {
        return done >= total ? PERCENT : (int) Math.min(PERCENT - 1, done * (double) PERCENT / total);
    }

    /** @return rate and time left */
    public static String pace(Pace pace) {
        String left = pace.secondsLeft() == Pace.UNKNOWN ? "time left unknown"
            : Duration.ofSeconds(pace.secondsLeft()).toString().substring(2).toLowerCase(Locale.ROOT) + " left";
        return String.format(
            Locale.ROOT, "%.0f rows/s, %.1f MiB/s, %s", pace.rowsPerSecond(), pace.bytesPerSecond() / MIB, left);
    }

    private static String reading(SnapshotProgress progress) {
        List<TableProgress> reading = progress.reading();
        if (reading.isEmpty()) {
            return "";
        }
        String names = reading.stream().limit(MOST_NAMES).map(TableProgress::name).collect(Collectors.joining(", "));
        return ", at " + names + (reading.size() > MOST_NAMES ? ", \u2026" : "");
    }
}
