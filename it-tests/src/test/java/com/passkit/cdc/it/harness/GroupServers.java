package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

import com.passkit.cdc.cli.demo.FreePort;
import com.passkit.cdc.protocol.position.GtidSet;

/**
 * A group of MySQL 9 servers that replicate to each other (InnoDB group replication), one of which takes writes. The
 * group decides which one that is when it is lost.
 */
public final class GroupServers extends RunningCluster {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String HOST = "127.0.0.1";
    private static final String PRIMARY_SQL = "SELECT COUNT(*) FROM performance_schema.replication_group_members"
        + " WHERE member_id = @@server_uuid AND member_role = 'PRIMARY' AND member_state = 'ONLINE'"
        + " AND @@GLOBAL.super_read_only = 0";

    private GroupServers(int count) {
        super(launch(count));
    }

    private static List<RealServer> launch(int count) {
        String group = UUID.randomUUID().toString();
        List<Integer> ports = freePorts(count);
        String seeds = ports.stream().map(port -> HOST + ':' + port).collect(Collectors.joining(","));
        return IntStream.range(0, count).parallel().mapToObj(index -> MySqlServers.fresh(MySqlVersion.V9,
            "--plugin-load-add=group_replication.so", "--report-host=" + HOST, "--relay-log=relay",
            "--loose-group-replication-group-name=" + group, "--loose-group-replication-start-on-boot=OFF",
            "--loose-group-replication-local-address=" + HOST + ':' + ports.get(index),
            "--loose-group-replication-group-seeds=" + seeds,
            "--loose-group-replication-ip-allowlist=127.0.0.1/8",
            "--loose-group-replication-member-expel-timeout=0",
            "--loose-group-replication-message-cache-size=134217728",
            "--loose-group-replication-recovery-get-public-key=ON",
            "--loose-group-replication-recovery-reconnect-interval=1",
            "--loose-group-replication-unreachable-majority-timeout=0")).toList();
    }

    /** @return a group of so many members, all of which work */
    public static GroupServers start(int count) throws SQLException {
        GroupServers servers = new GroupServers(count);
        try {
            for (RealServer member : servers.members) {
                member.execute(member.release().resetStatement(), "CHANGE REPLICATION SOURCE TO SOURCE_USER = '"
                    + servers.account.name() + "', SOURCE_PASSWORD = '" + servers.account.password()
                    + "' FOR CHANNEL 'group_replication_recovery'");
            }
            servers.primary.execute("SET GLOBAL group_replication_bootstrap_group = ON", "START GROUP_REPLICATION",
                "SET GLOBAL group_replication_bootstrap_group = OFF");
            servers.primary.execute(servers.account.statements(MySqlVersion.V9).toArray(String[]::new));
            for (RealServer member : servers.replicas()) {
                member.execute("START GROUP_REPLICATION");
            }
            servers.awaitOnline(count);
            return servers;
        } catch (SQLException | RuntimeException | Error e) {
            servers.close();
            throw e;
        }
    }

    @Override
    public void switchOver(RealServer to) throws SQLException {
        String uuid = to.value("SELECT @@server_uuid");
        primary.execute("SELECT group_replication_set_as_primary('" + uuid + "')");
        primary = to;
    }

    @Override
    public RealServer failOver() {
        RealServer dead = primary;
        kill(dead);
        awaitPrimary();
        return dead;
    }

    /** Waits until the group has made one of the members that run its primary. */
    private void awaitPrimary() {
        Awaitility.await("a new primary").atMost(LIMIT).pollInterval(POLL).until(() -> {
            for (RealServer member : members) {
                if (!down.contains(member) && !"0".equals(member.value(PRIMARY_SQL))) {
                    primary = member;
                    return true;
                }
            }
            return false;
        });
    }

    @Override
    public void rejoin(RealServer member) throws SQLException {
        member.start();
        member.execute("START GROUP_REPLICATION");
        down.remove(member);
        awaitOnline(members.size() - down.size());
    }

    /** Takes a member that goes on running into the group again, where it has to catch up before it counts. */
    public void join(RealServer member) throws SQLException {
        member.execute("STOP GROUP_REPLICATION", "START GROUP_REPLICATION");
        down.remove(member);
    }

    /** Returns when a member takes itself for so, for instance {@code ERROR}. */
    public void awaitState(RealServer member, String state) {
        Awaitility.await(member.port() + " is " + state).atMost(LIMIT).pollInterval(POLL).until(() -> state.equals(
            member.value("SELECT MIN(member_state) FROM performance_schema.replication_group_members"
                + " WHERE member_id = @@server_uuid")));
    }

    /** Runs statements on one member alone. The group knows nothing of them. */
    public void executeAlone(RealServer member, String statement) throws SQLException {
        member.execute("SET GLOBAL super_read_only = OFF", "SET SESSION sql_log_bin = 0", statement,
            "SET GLOBAL super_read_only = ON");
    }

    /** Takes a member that goes on running out of the group. */
    public void leave(RealServer member) throws SQLException {
        down.add(member);
        member.execute("STOP GROUP_REPLICATION");
        awaitPrimary();
    }

    /** A member that is alone goes on as a group of its own, as an operator would have it. */
    public void forceAlone(RealServer member) throws SQLException {
        member.execute("SET GLOBAL group_replication_force_members = '"
            + member.value("SELECT @@GLOBAL.group_replication_local_address") + '\'');
        awaitPrimary();
    }

    @Override
    public void awaitReplicated() {
        for (RealServer replica : replicas()) {
            Awaitility.await("replication to " + replica.port()).atMost(LIMIT).pollInterval(POLL).until(() ->
                GtidSet.parse(executed(replica)).containsAll(GtidSet.parse(executed(primary))));
        }
    }

    @Override
    public String executed(RealServer member) throws SQLException {
        return member.value("SELECT @@GLOBAL.gtid_executed").replaceAll("\\s", "");
    }

    private void awaitOnline(int count) {
        Awaitility.await(count + " members").atMost(LIMIT).pollInterval(POLL).until(() -> primary.value(
            "SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE member_state = 'ONLINE'")
            .equals(Integer.toString(count)));
    }

    private static List<Integer> freePorts(int count) {
        Set<Integer> ports = new LinkedHashSet<>();
        try {
            while (ports.size() < count) {
                ports.add(FreePort.of(HOST));
            }
            return List.copyOf(ports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
