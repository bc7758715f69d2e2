package com.passkit.cdc.it.fire;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.Lock;

import com.passkit.cdc.it.harness.WriteLoad;

/** XA transactions on a table of their own, which stay prepared for a while and are committed or rolled back. */
final class XaTask implements FireTask {

    /** Numbers of their rows in the audit table begin here: they come when they are decided, with an older position. */
    static final long FIRST = 1L << 40;

    private static final int PREPARED_BOUND_MS = 1_500;
    private static final int PAUSE_BOUND_MS = 1_500;

    private final FireLoad load;
    private final Random random;
    private long tx = FIRST;

    XaTask(FireLoad load, Random random) {
        this.load = load;
        this.random = random;
    }

    @Override
    public void run() throws Exception {
        while (!load.isStopped()) {
            Lock lock = load.noCrash();
            lock.lockInterruptibly();
            try (Connection session = load.connect(); Statement statement = session.createStatement()) {
                transact(statement);
            } finally {
                lock.unlock();
            }
            load.idle(random.nextInt(PAUSE_BOUND_MS));
        }
    }

    private void transact(Statement statement) throws SQLException {
        tx++;
        boolean isVoid = random.nextInt(3) == 0;
        String xid = "'fire-" + tx + '\'';
        List<String> tokens = new ArrayList<>();
        statement.execute("XA START " + xid);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            long v = load.nextNumber();
            statement.executeUpdate("INSERT INTO xa_entry VALUES (" + v + ", " + v + ", '"
                + (isVoid ? WriteLoad.NEVER : "prepared") + "')");
            tokens.add(Token.of(FireTables.XA, 'c', v, v));
        }
        FireLoad.audit(statement, tx);
        statement.execute("XA END " + xid);
        if (!isVoid && random.nextInt(4) == 0) {
            statement.execute("XA COMMIT " + xid + " ONE PHASE");
        } else {
            statement.execute("XA PREPARE " + xid);
            load.idle(random.nextInt(PREPARED_BOUND_MS));
            statement.execute((isVoid ? "XA ROLLBACK " : "XA COMMIT ") + xid);
        }
        load.onXa();
        if (!isVoid) {
            load.ledger().committed(tx, tokens);
        }
    }
}
