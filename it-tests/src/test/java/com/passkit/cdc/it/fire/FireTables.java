package com.passkit.cdc.it.fire;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import com.passkit.cdc.it.harness.TestDatabase;

/** The tables of a run. All but those named here have the columns {@code id}, {@code v} and {@code note}. */
final class FireTables {

    /** A row for each transaction, written within it: whether it is there tells whether the transaction was committed. */
    static final String AUDIT = "audit";
    /** Rows by the thousand: {@code tx}, {@code n} and the number {@code op} of the transaction that wrote them last. */
    static final String BULK = "bulk";
    /** Written by XA transactions only. */
    static final String XA = "xa_entry";
    /** Few rows, whose keys change too. */
    static final String ACCOUNT = "account";
    /** Many rows. */
    static final String ENTRY = "entry";
    /** Its columns come and go. */
    static final String SHAPE = "shape";
    /** Emptied again and again. */
    static final String EMPTIED = "emptied";
    /** What names of tables begin with that are made, written and dropped. */
    static final String MADE = "made_";
    /** Those whose rows are compared with what was delivered. */
    static final List<String> COMPARED = List.of(ACCOUNT, ENTRY, XA, SHAPE, EMPTIED);

    private static final String COLUMNS = " (id BIGINT PRIMARY KEY, v BIGINT NOT NULL, note VARCHAR(200) NOT NULL)";

    private FireTables() {
    }

    static String definition(String table) {
        return "CREATE TABLE " + table + COLUMNS;
    }

    static void create(TestDatabase database, int accountCount) throws SQLException {
        for (String table : COMPARED) {
            database.execute(definition(table));
        }
        database.execute("CREATE TABLE " + AUDIT + " (tx BIGINT PRIMARY KEY)", "CREATE TABLE " + BULK
            + " (tx BIGINT, n INT, op BIGINT NOT NULL, note VARCHAR(60) NOT NULL, PRIMARY KEY (tx, n))");
        try (Connection connection = database.connect();
            PreparedStatement insert = connection.prepareStatement("INSERT INTO " + ACCOUNT + " VALUES (?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (int id = 0; id < accountCount; id++) {
                insert.setInt(1, id);
                insert.setLong(2, -1 - id);
                insert.setString(3, "before the snapshot " + id);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }
}
