package com.passkit.cdc.cli.progress;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.passkit.cdc.cli.admin.SnapshotReport;
import com.passkit.cdc.cli.admin.SnapshotText;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;

/**
 * The progress of a snapshot in the last line of a terminal. While it is there, what is written to
 * {@link System#err} goes above it.
 * Threading: any thread.
 */
public final class ProgressBar implements AutoCloseable {

    private static final String ERASE = "\r\u001b[2K";
    private static final int MOST_BAR_COLUMNS = 30;
    private static final int FEWEST_BAR_COLUMNS = 5;
    private static final int PERCENT = 100;

    private final PrintStream terminal;
    private final int columns;
    private final PrintStream formerErr = System.err;
    private boolean isDrawn;
    private boolean isClosed;

    /**
     * @param terminal where to draw
     * @param columns  its width
     */
    public ProgressBar(PrintStream terminal, int columns) {
        this.terminal = terminal;
        this.columns = columns;
        System.setErr(new PrintStream(new LinesAbove(), true, StandardCharsets.UTF_8));
    }

    /** Draws it anew; null takes it away. Behind {@link #close()} nothing is drawn. */
    public synchronized void show(SnapshotReport report) {
        erase();
        if (report != null && !isClosed) {
            // One column stays free: in the last one some terminals begin a new line.
            terminal.print(line(report, columns - 1));
            terminal.flush();
            isDrawn = true;
        }
    }

    /** Takes it away and leaves standard error as it was. */
    @Override
    public synchronized void close() {
        isClosed = true;
        erase();
        System.setErr(formerErr);
    }

    /** @return what fits: the numbers first, then as much of a bar as there is room for */
    static String line(SnapshotReport report, int columns) {
        SnapshotProgress progress = report.progress();
        int percent = SnapshotText.percent(progress.bytesDone(), progress.bytesEstimated());
        String numbers = String.format(Locale.ROOT, "%3d %% %d/%d tables, %d rows, %s, %s", percent,
            progress.tablesDone(), progress.tablesTotal(), progress.rowsDone(),
            SnapshotText.size(progress.bytesDone()), SnapshotText.pace(report.pace()));
        int barColumns = Math.min(MOST_BAR_COLUMNS, columns - numbers.length() - 3);
        if (barColumns < FEWEST_BAR_COLUMNS) {
            return numbers.substring(0, Math.max(0, Math.min(columns, numbers.length())));
        }
        int full = barColumns * percent / PERCENT;
        return '[' + "#".repeat(full) + " ".repeat(barColumns - full) + "] " + numbers;
    }

    private void erase() {
        if (isDrawn) {
            terminal.print(ERASE);
            terminal.flush();
            isDrawn = false;
        }
    }

    /** Lines take the place of the bar, which is drawn below them the next time. */
    private final class LinesAbove extends OutputStream {

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            synchronized (ProgressBar.this) {
                erase();
                formerErr.write(bytes, offset, length);
                formerErr.flush();
            }
        }
    }
}
