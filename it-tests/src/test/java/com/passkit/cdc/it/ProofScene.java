package com.passkit.cdc.it;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.snapshot.catalog.LockMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many small tables and a large one, a load of writes on them, definitions of other tables that change meanwhile, and
 * what a receiver was told of it all. Threading: one thread at a time.
 */
final class ProofScene implements AutoCloseable {

    private static final ProofTable LARGE = new ProofTable("large", ProofTable.Shape.INT_KEY);
    private static final int SMALL_ROWS = 40;
    private static final int WRITERS = 2;
    private static final int LARGE_ONE_IN = 3;
    private static final long MOST_DIFFERENCES = 20;

    private final TestDatabase database;
    private final List<ProofTable> tables;
    private final int largeRows;
    private final ProofLedger ledger;
    private final Receiver receiver;
    private WriteLoad load;
    private WriteLoad definitions;

    /**
     * @param tableCount small tables, of all shapes
     * @param largeRows  rows of the large one
     * @param lock       of the snapshots; without any they go on after an interruption
     */
    ProofScene(RealServer server, int tableCount, int largeRows, LockMode lock) throws SQLException {
        this.database = server.freshDatabase();
        this.tables = ProofTable.ofAllShapes(tableCount);
        this.largeRows = largeRows;
        this.ledger = new ProofLedger(LARGE.name(), largeRows, tables.stream().filter(table -> !table.hasKey())
            .map(ProofTable::name).collect(Collectors.toSet()), lock == LockMode.NONE);
        this.receiver = Receiver.http(ledger);
        for (ProofTable table : tables) {
            table.make(database, SMALL_ROWS);
        }
        fillLarge();
    }

    TestDatabase database() {
        return database;
    }

    ProofLedger ledger() {
        return ledger;
    }

    URI endpoint() {
        return receiver.endpoint();
    }

    Receiver receiver() {
        return receiver;
    }

    int rowCount() {
        return tables.size() * SMALL_ROWS + largeRows;
    }

    List<String> include() {
        return List.of(database.name() + ".t*", database.name() + ".large");
    }

    /** @return a configuration of the connector on this scene, as an operator would write it */
    Path yaml(Path directory, String snapshot, String... publish) {
        Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint(), publish);
        ConnectorYaml.set(yaml, "", "tables: {include: ['" + String.join("', '", include()) + "']}",
            "snapshot: " + snapshot, "state: {dir: '" + directory.resolve("state") + "', interval: 20ms}");
        return yaml;
    }

    /** Begins to write, as far as {@link #keepBusy} lets it. */
    void write(long seed) {
        load = new WriteLoad(database, seed, WRITERS, this::change);
        definitions = new WriteLoad(database, seed, 1, ProofScene::define);
    }

    /** Lets so many more transactions happen, unless some are still to come. */
    void keepBusy(int transactionCount) {
        load.keepBusy(transactionCount);
        definitions.keepBusy(1);
        receiver.failIfBroken();
    }

    /** Waits until everything that was allowed is written. */
    void stopWriting() {
        definitions.finish();
        load.finish();
    }

    long committedCount() {
        return load.committedCount();
    }

    /** @return what is stored in the connector's state directory */
    static StoredPosition position(Path directory) {
        return new FilePositionStore(StateDirectory.peek(directory.resolve("state"), "it")).load();
    }

    /** @return file and offset of the end of what the server has logged by now */
    List<String> end() throws SQLException {
        return database.rows(database.server().release().positionStatement()).get(0);
    }

    /** @return whether all up to there was accepted and is durable */
    boolean isCaughtUp(Path directory, List<String> end) {
        receiver.failIfBroken();
        if (!(position(directory) instanceof StoredPosition.At at)) {
            return false;
        }
        Checkpoint checkpoint = at.checkpoint();
        int order = checkpoint.file().compareTo(end.get(0));
        return order > 0 || order == 0 && checkpoint.offset() >= Long.parseLong(end.get(1));
    }

    /** Compares everything delivered with the tables, row by row. */
    void verify() throws SQLException {
        receiver.failIfBroken();
        List<String> differences = new ArrayList<>();
        for (ProofTable table : tables) {
            for (String difference : ledger.records().differences(database, table.name())) {
                differences.add(table.name() + ' ' + table.shape() + ": " + difference);
            }
        }
        long count = 0;
        try (Connection connection = database.connect(); Statement statement = streaming(connection);
            ResultSet rows = statement.executeQuery("SELECT k, v, note FROM large")) {
            while (rows.next()) {
                count++;
                int k = rows.getInt(1);
                if (ledger.hash(k) != ProofLedger.hashOf(rows.getLong(2), rows.getString(3))
                    && differences.size() < MOST_DIFFERENCES) {
                    differences.add("large " + k + ": " + rows.getLong(2) + ' ' + rows.getString(3)
                        + (ledger.hash(k) == 0 ? " on the server only" : " was delivered otherwise"));
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(ledger.largeCount()).isEqualTo(count);
    }

    /** @return rows a second of the vendor's driver, reading the large table and nothing else */
    double driverRowsPerSecond() throws SQLException {
        long start = System.nanoTime();
        long count = 0;
        try (Connection connection = database.connect(); Statement statement = streaming(connection);
            ResultSet rows = statement.executeQuery("SELECT v, k, note FROM large")) {
            while (rows.next()) {
                rows.getLong(1);
                rows.getInt(2);
                rows.getString(3);
                count++;
            }
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    @Override
    public void close() throws SQLException {
        try {
            if (load != null) {
                definitions.close();
                load.close();
            }
        } finally {
            receiver.close();
            database.close();
        }
    }

    private static Statement streaming(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.setFetchSize(Integer.MIN_VALUE);
        return statement;
    }

    /** Doubles the rows until there are enough, past the binary log: nobody follows it yet. */
    private void fillLarge() throws SQLException {
        LARGE.make(database, Math.min(largeRows, 1_000));
        database.execute("SET sql_log_bin = 0");
        int count = Math.min(largeRows, 1_000);
        while (count < largeRows) {
            int more = Math.min(count, largeRows - count);
            database.execute("INSERT INTO large SELECT v, k + " + count + ", CONCAT('before ', k + " + count
                + ") FROM large WHERE k < " + more);
            count += more;
        }
        database.execute("SET sql_log_bin = 1");
    }

    private void change(Statement statement, Random random, int writer, long v, String note) throws SQLException {
        boolean isLarge = random.nextInt(LARGE_ONE_IN) == 0;
        ProofTable table = isLarge ? LARGE : tables.get(random.nextInt(tables.size()));
        // Some rows beyond those that there were, so that there are inserts.
        int rows = isLarge ? largeRows + largeRows / 20 : SMALL_ROWS + SMALL_ROWS / 2;
        table.change(statement, random, row(random, rows, writer), row(random, rows, writer), v, note);
    }

    private static int row(Random random, int rows, int writer) {
        return random.nextInt(rows / WRITERS) * WRITERS + writer;
    }

    /** On tables that are not captured. */
    private static void define(Statement statement, Random random, int writer, long v, String note)
        throws SQLException {
        String name = "other_" + v;
        statement.execute("CREATE TABLE " + name + " (id INT PRIMARY KEY, a INT)");
        statement.execute("INSERT INTO " + name + " VALUES (1, 1)");
        statement.execute("ALTER TABLE " + name + " ADD COLUMN b VARCHAR(20), ADD KEY (a)");
        statement.execute("RENAME TABLE " + name + " TO renamed_" + name);
        statement.execute("TRUNCATE TABLE renamed_" + name);
        statement.execute("DROP TABLE renamed_" + name);
    }
}
