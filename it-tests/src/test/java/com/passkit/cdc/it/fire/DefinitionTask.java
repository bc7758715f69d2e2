package com.passkit.cdc.it.fire;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.Lock;

/**
 * Tables that change: columns come, go and are renamed, tables are made, written and dropped, and emptied. Rows of an
 * altered table are all written again, for what an alteration does to them is in no log.
 */
final class DefinitionTask implements FireTask {

    private static final int SHAPES = 8;
    private static final int COLUMNS = 5;
    private static final int PAUSE_BOUND_MS = 500;
    private static final List<String> TYPES = List.of("INT", "VARCHAR(20) DEFAULT 'é'", "DECIMAL(10,2) DEFAULT 1.5",
        "DATETIME(3)", "ENUM('a','b','c') DEFAULT 'b'", "BIGINT UNSIGNED NOT NULL DEFAULT 18446744073709551615");

    private final FireLoad load;
    private final Random random;
    private final RowModel shapes = new RowModel();
    private final RowModel emptied = new RowModel();
    private final List<String> columns = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private int madeCount;
    private int columnCount;

    DefinitionTask(FireLoad load, Random random) {
        this.load = load;
        this.random = random;
    }

    @Override
    public void run() throws Exception {
        while (!load.isStopped()) {
            Lock lock = load.noCrash();
            lock.lockInterruptibly();
            try (Connection session = load.connect(); Statement statement = session.createStatement()) {
                step(session, statement);
            } finally {
                lock.unlock();
            }
            load.idle(random.nextInt(PAUSE_BOUND_MS));
        }
    }

    private void step(Connection session, Statement statement) throws SQLException {
        switch (random.nextInt(6)) {
            case 0 -> addColumn(statement);
            case 1 -> dropColumn(statement);
            case 2 -> renameColumn(statement);
            case 3 -> makeTable(session, statement);
            case 4 -> truncate(session, statement);
            default -> rewrite(session, statement);
        }
        if (random.nextInt(3) == 0) {
            rewrite(session, statement);
        }
    }

    private void addColumn(Statement statement) throws SQLException {
        if (columns.size() < COLUMNS) {
            String name = "c" + columnCount++;
            String type = TYPES.get(random.nextInt(TYPES.size()));
            statement.execute("ALTER TABLE shape ADD COLUMN " + name + ' ' + type
                + (random.nextBoolean() ? " FIRST" : random.nextBoolean() ? " AFTER id" : ""));
            columns.add(name);
            types.add(type);
            load.onDefinition();
            rewrite(statement.getConnection(), statement);
        }
    }

    private void dropColumn(Statement statement) throws SQLException {
        if (!columns.isEmpty()) {
            int index = random.nextInt(columns.size());
            statement.execute("ALTER TABLE shape DROP COLUMN " + columns.remove(index));
            types.remove(index);
            load.onDefinition();
            rewrite(statement.getConnection(), statement);
        }
    }

    private void renameColumn(Statement statement) throws SQLException {
        if (!columns.isEmpty()) {
            int index = random.nextInt(columns.size());
            String name = "c" + columnCount++;
            statement.execute("ALTER TABLE shape CHANGE COLUMN " + columns.get(index) + ' ' + name + ' '
                + types.get(index));
            columns.set(index, name);
            load.onDefinition();
            rewrite(statement.getConnection(), statement);
        }
    }

    private void makeTable(Connection session, Statement statement) throws SQLException {
        if (made.size() > 2) {
            statement.execute("DROP TABLE " + made.remove(random.nextInt(made.size())));
            load.onDefinition();
        }
        String table = FireTables.MADE + madeCount++;
        statement.execute(FireTables.definition(table));
        load.onDefinition();
        made.add(table);
        RowModel rows = new RowModel();
        transact(session, statement, tokens -> {
            for (int id = 0; id < 3; id++) {
                write(statement, table, rows, id, tokens);
            }
        });
    }

    private void truncate(Connection session, Statement statement) throws SQLException {
        transact(session, statement, tokens -> {
            for (int id = 0; id < 5; id++) {
                write(statement, FireTables.EMPTIED, emptied, random.nextInt(20), tokens);
            }
        });
        if (random.nextBoolean()) {
            statement.execute("TRUNCATE TABLE emptied");
            emptied.clear();
            load.ledger().truncated();
        }
    }

    private void rewrite(Connection session, Statement statement) throws SQLException {
        transact(session, statement, tokens -> {
            for (int id = 0; id < SHAPES; id++) {
                write(statement, FireTables.SHAPE, shapes, id, tokens);
            }
        });
    }

    private void write(Statement statement, String table, RowModel rows, long id, List<String> tokens)
        throws SQLException {
        long v = load.nextNumber();
        if (rows.get(id) == null) {
            statement.executeUpdate("INSERT INTO " + table + " (id, v, note) VALUES (" + id + ", " + v + ", 'made')");
            tokens.add(Token.of(table, 'c', id, v));
        } else {
            statement.executeUpdate("UPDATE " + table + " SET v = " + v + " WHERE id = " + id);
            tokens.add(Token.of(table, 'u', id, v));
        }
        rows.put(id, v);
    }

    /** What is written within a transaction; it adds the names of its changes. */
    @FunctionalInterface
    private interface Changes {
        void write(List<String> tokens) throws SQLException;
    }

    private void transact(Connection session, Statement statement, Changes changes) throws SQLException {
        long tx = load.nextTransaction();
        List<String> tokens = new ArrayList<>();
        session.setAutoCommit(false);
        changes.write(tokens);
        FireLoad.audit(statement, tx);
        session.commit();
        session.setAutoCommit(true);
        shapes.commit();
        emptied.commit();
        load.ledger().committed(tx, tokens);
    }
}
