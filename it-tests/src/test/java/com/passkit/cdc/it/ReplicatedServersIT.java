package com.passkit.cdc.it;

import java.sql.SQLException;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.ReplicatedServers;
import com.passkit.cdc.it.harness.ReplicatedServers.Replication;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.it.harness.WriteLoad;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The topology that other scenarios use, without a connector. */
class ReplicatedServersIT {

    static Stream<Arguments> topologies() {
        return Stream.of(Arguments.of(MySqlVersion.V8_0, Replication.PLAIN),
            Arguments.of(MySqlVersion.V5_7, Replication.PLAIN),
            Arguments.of(MySqlVersion.V9, Replication.SEMI_SYNC),
            Arguments.of(MySqlVersion.MARIADB_10_11, Replication.SEMI_SYNC))
            .filter(topology -> MySqlVersion.everyServer().contains(topology.get()[0]));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("topologies")
    void shouldPromoteUnderLoad(MySqlVersion version, Replication replication) throws SQLException {
        try (ReplicatedServers servers = ReplicatedServers.start(version, replication, 3)) {
            try (TestDatabase database = servers.writable().freshDatabase()) {
                WriteLoad.createTables(database, 100);
                try (WriteLoad load = new WriteLoad(database, 1, 2)) {
                    load.allow(1_000_000);
                    Awaitility.await().until(() -> load.committedCount() > 100);
                    servers.switchOver(servers.replicas().get(0));
                    long n = load.committedCount();
                    Awaitility.await().until(() -> load.committedCount() > n + 100);
                    RealServer dead = servers.failOver();
                    long m = load.committedCount();
                    Awaitility.await().until(() -> load.committedCount() > m + 100);
                    servers.rejoin(dead);
                    RealServer again = servers.failOver();
                    servers.rejoin(again);
                }
                database.reconnect();
                servers.awaitReplicated();
                assertThat(servers.replicas()).hasSize(2);
            }
        }
    }
}
