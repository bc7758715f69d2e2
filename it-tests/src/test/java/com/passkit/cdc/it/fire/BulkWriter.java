package com.passkit.cdc.it.fire;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.passkit.cdc.it.harness.WriteLoad;

/**
 * Statements on up to a million rows of {@link FireTables#BULK}: most are small. One, when it is asked for, has as many
 * as may be, and its rows are not touched again.
 */
final class BulkWriter implements Writer {

    private static final int PAUSE_BOUND_MS = 600;
    private static final int SETS = 4;
    private static final int SMALL = 300;
    private static final int MEDIUM = 6_000;
    private static final int THOUSAND = 1_000;

    private final FireLoad load;
    private final int maxRows;
    private final List<Set> sets = new ArrayList<>();
    private char op;
    private Set changed;
    private long markBefore;
    private volatile boolean isLargestNext;
    private volatile boolean hasWrittenLargest;

    /** Rows written by one insert. */
    private static final class Set {

        private final long tx;
        private final int rowCount;
        private long mark;

        Set(long tx, int rowCount) {
            this.tx = tx;
            this.rowCount = rowCount;
            this.mark = tx;
        }
    }

    /** @param maxRows of the largest statement */
    BulkWriter(FireLoad load, int maxRows) {
        this.load = load;
        this.maxRows = maxRows;
    }

    /** The next transaction is to be as large as any. Threading: any thread. */
    void writeLargest() {
        isLargestNext = true;
    }

    /** @return whether that is committed. Threading: any thread */
    boolean hasWrittenLargest() {
        return hasWrittenLargest;
    }

    @Override
    public void write(Statement statement, Random random, long tx, boolean isVoid) throws SQLException {
        String note = isVoid ? WriteLoad.NEVER : "bulk";
        changed = null;
        if (isLargestNext) {
            insert(statement, tx, maxRows, note);
        } else if (sets.size() > 0 && random.nextInt(3) == 0) {
            changed = sets.get(random.nextInt(sets.size()));
            op = 'u';
            statement.executeUpdate("UPDATE bulk SET op = " + tx + ", note = '" + note + "' WHERE tx = " + changed.tx);
        } else if (sets.size() >= SETS) {
            changed = sets.get(random.nextInt(sets.size()));
            op = 'd';
            if (isVoid) {
                // A rolled back delete leaves no trace by which it could be told from a real one, but its audit row.
                statement.executeUpdate("UPDATE bulk SET note = '" + note + "' WHERE tx = " + changed.tx);
            }
            statement.executeUpdate("DELETE FROM bulk WHERE tx = " + changed.tx);
        } else {
            insert(statement, tx, rowCount(random), note);
        }
        markBefore = changed.mark;
        load.onBulk(changed.rowCount);
    }

    @Override
    public void onCommitted(long tx) {
        switch (op) {
            case 'c' -> onInserted();
            case 'd' -> sets.remove(changed);
            default -> changed.mark = tx;
        }
        load.ledger().committedBulk(tx, op, op == 'd' ? markBefore : changed.mark, changed.rowCount);
    }

    @Override
    public void onUndone() {
        changed = null;
    }

    @Override
    public long pauseMs(Random random) {
        return random.nextInt(PAUSE_BOUND_MS);
    }

    private void insert(Statement statement, long tx, int rowCount, String note) throws SQLException {
        op = 'c';
        changed = new Set(tx, rowCount);
        int inserted = statement.executeUpdate("INSERT INTO bulk SELECT " + tx + ", a.n * 1000 + b.n, " + tx + ", '"
            + note + "' FROM numbers a JOIN numbers b WHERE a.n <= " + rowCount / THOUSAND
            + " AND a.n * 1000 + b.n < " + rowCount);
        if (inserted != rowCount) {
            throw new IllegalStateException("bulk: " + inserted + " rows (expected: " + rowCount + ')');
        }
    }

    private void onInserted() {
        if (isLargestNext && changed.rowCount == maxRows) {
            isLargestNext = false;
            hasWrittenLargest = true;
        } else {
            sets.add(changed);
        }
    }

    private int rowCount(Random random) {
        int kind = random.nextInt(20);
        int bound = kind < 15 ? SMALL : kind < 19 ? MEDIUM : maxRows;
        return 1 + random.nextInt(Math.min(bound, maxRows));
    }
}
