package com.passkit.cdc.cli.admin;

import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.snapshot.progress.SnapshotProgress;
import com.passkit.cdc.snapshot.progress.TableProgress;

/**
 * How far a snapshot is and how fast it goes, from two looks at it. Owned.
 *
 * @param progress   how far it is
 * @param pace       of all tables together
 * @param tablePaces of each table of the progress
 */
public record SnapshotReport(SnapshotProgress progress, Pace pace, List<Pace> tablePaces) {

    public SnapshotReport {
        tablePaces = List.copyOf(tablePaces);
    }

    /**
     * @param before  an earlier look
     * @param now     a later one
     * @param seconds between the two
     */
    static SnapshotReport between(SnapshotProgress before, SnapshotProgress now, double seconds) {
        List<Pace> paces = new ArrayList<>(now.tables().size());
        for (int i = 0; i < now.tables().size(); i++) {
            paces.add(i < before.tables().size()
                ? pace(before.tables().get(i), now.tables().get(i), seconds) : Pace.NONE);
        }
        Pace pace = Pace.of(now.rowsDone() - before.rowsDone(), now.bytesDone() - before.bytesDone(),
            now.rowsEstimated() - now.rowsDone(), now.bytesEstimated() - now.bytesDone(), seconds);
        return new SnapshotReport(now, pace, paces);
    }

    /** @return whether the later look saw another snapshot than the earlier one, begun anew */
    static boolean isOther(SnapshotProgress before, SnapshotProgress now) {
        if (before == null || now.rowsDone() < before.rowsDone() || now.tablesTotal() < before.tablesTotal()) {
            return true;
        }
        for (int i = 0; i < before.tables().size(); i++) {
            if (!before.tables().get(i).name().equals(now.tables().get(i).name())) {
                return true;
            }
        }
        return false;
    }

    private static Pace pace(TableProgress before, TableProgress now, double seconds) {
        return Pace.of(now.rowsDone() - before.rowsDone(), now.bytesDone() - before.bytesDone(),
            now.rowsEstimated() - now.rowsDone(), now.bytesEstimated() - now.bytesDone(), seconds);
    }
}
