package com.passkit.cdc.it.harness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.position.MariaDbBinlogState;
import com.passkit.cdc.protocol.position.MariaDbGtid;

/**
 * A primary and replicas of it that write what they replicate to binary logs of their own, all running here. The
 * replicas are read-only for accounts that are not administrators.
 */
public final class ReplicatedServers extends RunningCluster {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int SERVER_ID_STEP = 100_000;

    /** What a commit on the primary waits for. */
    public enum Replication {
        /** Nothing. */
        PLAIN,
        /** That a replica has it too, before anyone sees it. */
        SEMI_SYNC
    }

    private final MySqlVersion version;
    private final Replication replication;
    private final ReplicationWords words;

    private ReplicatedServers(MySqlVersion version, Replication replication, int count, List<String> flags) {
        super(launch(version, replication, count, flags));
        this.version = version;
        this.replication = replication;
        this.words = new ReplicationWords(version);
    }

    private static List<RealServer> launch(MySqlVersion version, Replication replication, int count,
        List<String> flags) {
        ReplicationWords words = new ReplicationWords(version);
        List<String> all = new ArrayList<>(List.of("--relay-log=relay", "--relay-log-recovery=ON",
            "--log-slave-updates", words.skipStartFlag(), "--slave-net-timeout=5"));
        if (version.isMySqlFrom(MySqlVersion.V8_4)) {
            all.removeIf(flag -> flag.contains("slave"));
            all.addAll(List.of("--log-replica-updates", "--replica-net-timeout=5"));
        }
        if (replication == Replication.SEMI_SYNC) {
            for (String plugin : words.semiSyncPlugins()) {
                all.add("--plugin-load-add=" + plugin);
            }
        }
        all.addAll(flags);
        return IntStream.range(0, count).parallel()
            .mapToObj(index -> MySqlServers.fresh(version, all.toArray(String[]::new))).toList();
    }

    /** @return a primary and {@code count - 1} replicas, with further flags for each where wanted */
    public static ReplicatedServers start(MySqlVersion version, Replication replication, int count, String... flags)
        throws SQLException {
        ReplicatedServers servers = new ReplicatedServers(version, replication, count, List.of(flags));
        try {
            for (RealServer member : servers.members) {
                member.execute(version.resetStatement());
            }
            servers.primary.execute(servers.account.statements(version).toArray(String[]::new));
            servers.promote(servers.primary);
            for (RealServer replica : servers.replicas()) {
                servers.follow(replica);
            }
            servers.awaitReplicated();
            return servers;
        } catch (SQLException | RuntimeException | Error e) {
            servers.close();
            throw e;
        }
    }

    @Override
    public void switchOver(RealServer to) throws SQLException {
        RealServer old = primary;
        old.execute("SET GLOBAL read_only = ON", "FLUSH TABLES WITH READ LOCK", "UNLOCK TABLES");
        awaitReplicated();
        promote(to);
        follow(old);
        for (RealServer replica : replicas()) {
            if (replica != old) {
                follow(replica);
            }
        }
    }

    @Override
    public RealServer failOver() throws SQLException {
        RealServer dead = primary;
        kill(dead);
        RealServer best = null;
        for (RealServer replica : replicas()) {
            replica.execute(words.stopReceiving());
            awaitApplied(replica);
            if (best == null || !hasAll(best, replica)) {
                best = replica;
            }
        }
        promote(best);
        for (RealServer replica : replicas()) {
            follow(replica);
        }
        return dead;
    }

    /** A replica gets no more transactions, and its primary's commits do not wait for it. */
    public void stopReceiving(RealServer replica) throws SQLException {
        replica.execute(words.stopReceiving());
    }

    /** A replica gets transactions and does not execute them. */
    public void stopApplying(RealServer replica) throws SQLException {
        replica.execute(words.stopApplying());
    }

    /** A replica goes on with everything. */
    public void replicate(RealServer replica) throws SQLException {
        replica.execute(words.start());
    }

    /** A member that has what the primary lacks begins anew, without data, and replicates them from the first on. */
    @Override
    public void rejoin(RealServer member) throws SQLException {
        if (!isContained(member)) {
            empty(member);
        }
        down.remove(member);
        follow(member);
    }

    /** Starts a member, read-only where it can be told so, and looks whether the primary has all that it has. */
    private boolean isContained(RealServer member) throws SQLException {
        member.start("--read-only=ON");
        if (version.isMariaDb()) {
            String own = compact(member.value("SELECT @@GLOBAL.gtid_binlog_pos"));
            return own.isEmpty() || MariaDbBinlogState
                .parse(compact(primary.value("SELECT @@GLOBAL.gtid_binlog_state")))
                .contains(MariaDbGtid.parse(own));
        }
        return hasAll(primary, member);
    }

    private void empty(RealServer member) throws SQLException {
        List<String> statements = new ArrayList<>(List.of(words.stop(), words.reset(), "SET SESSION sql_log_bin = 0"));
        try (Connection session = member.connect(); Statement statement = session.createStatement();
            ResultSet databases = statement.executeQuery("SHOW DATABASES LIKE 'it\\_%'")) {
            while (databases.next()) {
                statements.add("DROP DATABASE " + databases.getString(1));
            }
        }
        // It would take what it wrote itself, once, for something that it need not replicate.
        statements.addAll(List.of("DROP USER '" + account.name() + "'@'%'", version.resetStatement(),
            "SET GLOBAL server_id = " + (member.port() + SERVER_ID_STEP)));
        if (version.isMariaDb()) {
            statements.add("SET GLOBAL gtid_slave_pos = ''");
        }
        member.execute(statements.toArray(String[]::new));
    }

    @Override
    public void awaitReplicated() throws SQLException {
        for (RealServer replica : replicas()) {
            Awaitility.await("replication to " + replica.port()).atMost(LIMIT).pollInterval(POLL)
                .until(() -> hasAll(replica, primary));
        }
    }

    private void promote(RealServer server) throws SQLException {
        server.execute(words.stop(), words.reset());
        if (replication == Replication.SEMI_SYNC) {
            server.execute("SET GLOBAL " + words.semiSyncReplica("enabled") + " = OFF",
                "SET GLOBAL " + words.semiSyncSource("enabled") + " = ON",
                "SET GLOBAL " + words.semiSyncSource("timeout") + " = 5000",
                "SET GLOBAL " + words.semiSyncSource("wait_point") + " = AFTER_SYNC");
        }
        server.execute("SET GLOBAL read_only = OFF");
        primary = server;
    }

    private void follow(RealServer replica) throws SQLException {
        replica.execute(words.stop(), "SET GLOBAL read_only = ON");
        if (replication == Replication.SEMI_SYNC) {
            replica.execute("SET GLOBAL " + words.semiSyncSource("enabled") + " = OFF",
                "SET GLOBAL " + words.semiSyncReplica("enabled") + " = ON");
        }
        if (version.isMariaDb()) {
            // What a primary wrote itself is no part of what it replicated, but of where it goes on.
            replica.execute("SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_current_pos");
        }
        replica.execute(words.follow(primary, account), words.start());
    }

    /** Waits until everything that was received is executed. */
    private void awaitApplied(RealServer replica) {
        Awaitility.await("relay log of " + replica.port()).atMost(LIMIT).pollInterval(POLL).until(() -> {
            try (Connection session = replica.connect(); Statement statement = session.createStatement();
                ResultSet status = statement.executeQuery(words.status())) {
                if (!status.next()) {
                    return true;
                }
                if (version.isMariaDb()) {
                    return status.getString("Slave_SQL_Running_State").contains("has read all relay log");
                }
                return GtidSet.parse(executed(replica))
                    .containsAll(GtidSet.parse(status.getString("Retrieved_Gtid_Set").replaceAll("\\s", "")));
            }
        });
    }

    private boolean hasAll(RealServer server, RealServer other) throws SQLException {
        if (version.isMariaDb()) {
            return sequence(executed(server)) >= sequence(executed(other));
        }
        return GtidSet.parse(executed(server)).containsAll(GtidSet.parse(executed(other)));
    }

    @Override
    public String executed(RealServer server) throws SQLException {
        return compact(server.value(version.isMariaDb()
            ? "SELECT @@GLOBAL.gtid_current_pos" : "SELECT @@GLOBAL.gtid_executed"));
    }

    private static String compact(String gtids) {
        return gtids.replaceAll("\\s", "");
    }

    /** All transactions are of one domain, in one order. */
    private static long sequence(String position) {
        return position.isEmpty() ? 0 : Long.parseLong(position.substring(position.lastIndexOf('-') + 1));
    }
}
