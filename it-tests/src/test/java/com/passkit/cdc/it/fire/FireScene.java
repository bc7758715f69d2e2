package com.passkit.cdc.it.fire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.ReplicatedServers;
import com.passkit.cdc.it.harness.ReplicatedServers.Replication;
import com.passkit.cdc.it.harness.ServerCluster;
import com.passkit.cdc.it.harness.TestCertificate;
import com.passkit.cdc.it.harness.TestDatabase;

/** Everything that takes part in a run. Threading: any thread. */
final class FireScene implements AutoCloseable {

    static final int ACCOUNTS = 4_000;

    private static final int MEMBERS = 3;
    private static final int THOUSAND = 1_000;
    private static final int MANY_ROWS = 100_000;

    private final FireMode mode;
    private final int maxRows;
    private final Path directory;
    private final ServerCluster cluster;
    private final RealServer server;
    private final TestDatabase database;
    private final CommittedLedger committed;
    private final DeliveredLedger delivered;
    private final FireReceiver receiver;
    private final Way toServer;
    private final Way toReceiver;
    private final FakeClock clock;
    private final ConnectorKeeper keeper;
    private final FireLoad load;
    private BulkWriter bulk;

    /** @param maxRows of the largest transaction */
    FireScene(FireMode mode, Path directory, int maxRows) throws SQLException, IOException {
        this.mode = mode;
        this.maxRows = maxRows;
        this.directory = directory;
        cluster = mode.isCluster()
            ? ReplicatedServers.start(mode.version(), Replication.SEMI_SYNC, MEMBERS, mode.serverFlags()) : null;
        server = cluster == null ? MySqlServers.fresh(mode.version(), mode.serverFlags()) : cluster.writable();
        database = server.freshDatabase();
        FireTables.create(database, ACCOUNTS);
        createNumbers();
        committed = new CommittedLedger(directory.resolve("committed.txt"));
        delivered = new DeliveredLedger(directory.resolve("delivered.ndjson"), mode);
        TestCertificate certificate = mode.isEncrypted() ? TestCertificate.in(directory) : null;
        ServerSocket listener = certificate == null ? FireReceiver.plainListener()
            : certificate.serverContext().getServerSocketFactory().createServerSocket(0, 64,
                InetAddress.getByName("127.0.0.1"));
        receiver = new FireReceiver(delivered, listener);
        toServer = Way.toServers(cluster == null ? List.of(server) : cluster.members());
        toReceiver = Way.toReceiver(receiver);
        Path yaml = configuration(certificate);
        clock = new FakeClock(directory.resolve("clock"));
        Map<String, String> environment = new HashMap<>(clock.environment());
        environment.put(ConnectorProcess.PASSWORD_VARIABLE, server.password());
        keeper = new ConnectorKeeper(yaml, StateFaults.runner(), environment, server.password(), delivered);
        load = new FireLoad(database, committed, delivered);
    }

    private void createNumbers() throws SQLException {
        database.execute("CREATE TABLE numbers (n INT PRIMARY KEY)");
        StringBuilder rows = new StringBuilder();
        for (int n = 0; n < THOUSAND; n++) {
            rows.append(n == 0 ? "(" : ", (").append(n).append(')');
        }
        database.execute("INSERT INTO numbers VALUES " + rows);
    }

    private Path configuration(TestCertificate certificate) {
        URI endpoint = URI.create((certificate == null ? "http://" : "https://") + toReceiver.addresses().get(0) + "/cdc");
        Path yaml = ConnectorYaml.write(directory, database, endpoint,
            "batch: {maxEvents: " + (maxRows < MANY_ROWS ? 150 : 1_500) + ", linger: 5ms}", "retry: {initial: 10ms, max: 200ms, onRejected: deadLetter}", "connectTimeout: 1s",
            "answerTimeout: 2s", "stopTimeout: 5s", "lanes: " + mode.laneCount());
        if (certificate != null) {
            ConnectorYaml.set(yaml, "publish", "tls: {ca: '" + certificate.certificate() + "'}");
        }
        ConnectorYaml.set(yaml, "source", "hosts: " + toServer.addresses().stream()
            .map(address -> '\'' + address + '\'').toList(), "heartbeat: 500ms",
            "connectTimeout: 2s", "reconnect: {initial: 10ms, max: 500ms}", "tls: {mode: " + (mode.isEncrypted() ? "REQUIRED" : "DISABLED") + '}');
        if (cluster != null) {
            // What only the primary has may be lost with it.
            ConnectorYaml.set(yaml, "source", "role: replica");
        }
        if (!mode.isSnapshotLocked()) {
            ConnectorYaml.set(yaml, "", "snapshot: {lock: none, chunkRows: 700}");
        }
        ConnectorYaml.set(yaml, "", "state: {dir: '" + directory.resolve("state") + "', interval: 20ms}",
            "tables: {include: ['" + database.name() + ".*'], exclude: ['" + database.name() + ".numbers']}");
        return yaml;
    }

    /** Begins to write. */
    void startLoad(long seed) {
        int writerCount = 2;
        for (int i = 0; i < writerCount; i++) {
            RowWriter writer = new RowWriter(load, i, writerCount, ACCOUNTS);
            writer.know(ACCOUNTS);
            load.start("rows-" + i, writer, new Random(seed + i));
        }
        bulk = new BulkWriter(load, maxRows);
        load.start("bulk", bulk, new Random(seed + writerCount));
    }

    /** The next transaction of many rows is to be as large as any. */
    void writeLargest() {
        bulk.writeLargest();
    }

    boolean hasWrittenLargest() {
        return bulk.hasWrittenLargest();
    }

    /** Begins with what cannot be written beside a snapshot. */
    void startDefinitions(long seed) {
        load.start("definitions", new DefinitionTask(load, new Random(seed)));
        load.start("xa", new XaTask(load, new Random(seed + 1)));
    }

    FireMode mode() {
        return mode;
    }

    /** @return where configuration, state and logs are */
    Path directory() {
        return directory;
    }

    /** @return null for a single server */
    ServerCluster cluster() {
        return cluster;
    }

    /** @return the one that takes writes */
    RealServer server() {
        return server;
    }

    TestDatabase database() {
        return database;
    }

    CommittedLedger committed() {
        return committed;
    }

    DeliveredLedger delivered() {
        return delivered;
    }

    FireReceiver receiver() {
        return receiver;
    }

    Way toServer() {
        return toServer;
    }

    Way toReceiver() {
        return toReceiver;
    }

    FakeClock clock() {
        return clock;
    }

    ConnectorKeeper keeper() {
        return keeper;
    }

    FireLoad load() {
        return load;
    }

    /** Writes down what the servers said, which goes with them. */
    void keepServerLogs() throws IOException {
        for (RealServer member : cluster == null ? List.of(server) : cluster.members()) {
            Files.writeString(directory.resolve("server-" + member.port() + ".log"), member.errorLog());
        }
    }

    void failIfBroken() {
        delivered.failIfBroken();
        keeper.failIfBroken();
        load.failIfBroken();
    }

    @Override
    public void close() {
        load.close();
        keeper.close();
        toServer.close();
        toReceiver.close();
        receiver.close();
        committed.close();
        delivered.close();
        if (cluster == null) {
            server.close();
        } else {
            cluster.close();
        }
    }
}
