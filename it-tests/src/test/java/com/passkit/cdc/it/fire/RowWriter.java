package com.passkit.cdc.it.fire;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.passkit.cdc.it.harness.WriteLoad;

/**
 * Small transactions on {@link FireTables#ACCOUNT} and {@link FireTables#ENTRY}, now and then with a savepoint. It has
 * keys of its own.
 */
final class RowWriter implements Writer {

    private static final int MANY_ENTRIES = 800;
    private static final int PAUSE_BOUND_MS = 12;

    private final int writer;
    private final int writerCount;
    private final int keyCount;
    private final FireLoad load;
    private final RowModel accounts = new RowModel();
    private final RowModel entries = new RowModel();
    private final List<String> tokens = new ArrayList<>();

    RowWriter(FireLoad load, int writer, int writerCount, int keyCount) {
        this.load = load;
        this.writer = writer;
        this.writerCount = writerCount;
        this.keyCount = keyCount;
    }

    /** Rows of the table {@link FireTables#ACCOUNT} that are there at the beginning. */
    void know(int rowCount) {
        for (int id = 0; id < rowCount; id++) {
            if (id % writerCount == writer) {
                accounts.put(id, -1 - id);
            }
        }
        accounts.commit();
    }

    @Override
    public void write(Statement statement, Random random, long tx, boolean isVoid) throws SQLException {
        int count = 1 + random.nextInt(random.nextInt(40) == 0 ? 60 : 3);
        for (int i = 0; i < count; i++) {
            change(statement, random, isVoid);
        }
        if (random.nextInt(6) == 0) {
            int savepointOfAccounts = accounts.savepoint();
            int savepointOfEntries = entries.savepoint();
            int tokenCount = tokens.size();
            statement.execute("SAVEPOINT before_more");
            change(statement, random, true);
            change(statement, random, true);
            statement.execute("ROLLBACK TO SAVEPOINT before_more");
            accounts.rollbackTo(savepointOfAccounts);
            entries.rollbackTo(savepointOfEntries);
            tokens.subList(tokenCount, tokens.size()).clear();
            change(statement, random, isVoid);
        }
    }

    @Override
    public void onCommitted(long tx) {
        load.ledger().committed(tx, tokens);
        tokens.clear();
        accounts.commit();
        entries.commit();
    }

    @Override
    public void onUndone() {
        tokens.clear();
        accounts.rollbackTo(0);
        entries.rollbackTo(0);
    }

    @Override
    public long pauseMs(Random random) {
        return random.nextInt(PAUSE_BOUND_MS);
    }

    private void change(Statement statement, Random random, boolean isVoid) throws SQLException {
        long v = load.nextNumber();
        String note = isVoid ? WriteLoad.NEVER : "note " + v;
        if (random.nextInt(3) > 0) {
            changeAccount(statement, random, v, note);
        } else if (entries.size() > MANY_ENTRIES || entries.size() > 0 && random.nextInt(4) == 0) {
            delete(statement, FireTables.ENTRY, entries, entries.any(random));
        } else {
            insert(statement, FireTables.ENTRY, entries, v, v, note);
        }
    }

    private void changeAccount(Statement statement, Random random, long v, String note) throws SQLException {
        long id = anyKey(random);
        Long now = accounts.get(id);
        if (now == null) {
            insert(statement, FireTables.ACCOUNT, accounts, id, v, note);
            return;
        }
        int kind = random.nextInt(10);
        long other = anyKey(random);
        if (kind < 2) {
            delete(statement, FireTables.ACCOUNT, accounts, id);
        } else if (kind == 2 && accounts.get(other) == null) {
            statement.executeUpdate("UPDATE account SET id = " + other + ", v = " + v + ", note = '" + note
                + "' WHERE id = " + id);
            accounts.remove(id);
            accounts.put(other, v);
            tokens.add(Token.of(FireTables.ACCOUNT, 'u', other, v));
        } else {
            statement.executeUpdate("INSERT INTO account VALUES (" + id + ", " + v + ", '" + note
                + "') ON DUPLICATE KEY UPDATE v = " + v + ", note = '" + note + "'");
            accounts.put(id, v);
            tokens.add(Token.of(FireTables.ACCOUNT, 'u', id, v));
        }
    }

    private long anyKey(Random random) {
        return (long) random.nextInt(keyCount / writerCount) * writerCount + writer;
    }

    private void insert(Statement statement, String table, RowModel rows, long id, long v, String note)
        throws SQLException {
        statement.executeUpdate("INSERT INTO " + table + " (id, v, note) VALUES (" + id + ", " + v + ", '" + note
            + "')");
        rows.put(id, v);
        tokens.add(Token.of(table, 'c', id, v));
    }

    private void delete(Statement statement, String table, RowModel rows, long id) throws SQLException {
        int count = statement.executeUpdate("DELETE FROM " + table + " WHERE id = " + id);
        if (count != 1) {
            throw new IllegalStateException(table + ' ' + id + ": " + count + " rows deleted (expected: 1)");
        }
        tokens.add(Token.of(table, 'd', id, rows.get(id)));
        rows.remove(id);
    }
}
