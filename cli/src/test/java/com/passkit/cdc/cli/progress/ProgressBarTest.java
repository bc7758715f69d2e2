package com.passkit.cdc.cli.progress;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.cli.admin.Pace;
import com.passkit.cdc.cli.admin.SnapshotReport;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressBarTest {

    private static final SnapshotReport REPORT = new SnapshotReport(
        new SnapshotProgress(3, 100, 12_000, 30_000, 40 << 20, 100 << 20, List.of()),
        new Pace(1500, 5 << 20, 12), List.of());
    private static final String NUMBERS = " 40 % 3/100 tables, 12000 rows, 40.0 MiB, 1500 rows/s, 5.0 MiB/s, 12s left";

    @Test
    void shouldDrawAsMuchOfTheBarAsThereIsRoomFor() {
        assertThat(ProgressBar.line(REPORT, 200))
            .isEqualTo('[' + "#".repeat(12) + " ".repeat(18) + "] " + NUMBERS);
        assertThat(ProgressBar.line(REPORT, NUMBERS.length() + 13)).isEqualTo("[####      ] " + NUMBERS);
        assertThat(ProgressBar.line(REPORT, NUMBERS.length() + 3)).isEqualTo(NUMBERS);
        assertThat(ProgressBar.line(REPORT, 20)).isEqualTo(NUMBERS.substring(0, 20));
        assertThat(ProgressBar.line(REPORT, 0)).isEmpty();
    }

    @Test
    void shouldMakeWayForLines() {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        PrintStream terminal = new PrintStream(screen, true, StandardCharsets.UTF_8);
        PrintStream processErr = System.err;
        System.setErr(terminal);
        try {
            try (ProgressBar bar = new ProgressBar(terminal, 81)) {
                bar.show(REPORT);
                System.err.println("a line");
                System.err.println("and another");
                bar.show(REPORT);
                bar.show(null);
                bar.show(null);
            }
            assertThat(System.err).isSameAs(terminal);
        } finally {
            System.setErr(processErr);
        }
        String drawn = ProgressBar.line(REPORT, 80);
        String eol = System.lineSeparator();
        assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo(drawn + "\r\u001b[2K" + "a line" + eol
            + "and another" + eol + drawn + "\r\u001b[2K");
    }

    /** The look that was under way when the run ended must not leave a bar behind the last line. */
    @Test
    void shouldDrawNothingBehindItsEnd() {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        ProgressBar bar = new ProgressBar(new PrintStream(screen, true, StandardCharsets.UTF_8), 81);
        bar.close();

        bar.show(REPORT);

        assertThat(screen.size()).isZero();
    }
}
