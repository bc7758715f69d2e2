package com.passkit.cdc.snapshot.catalog;

import com.passkit.cdc.protocol.client.ServerInfo;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerStatementsTest {

    @ParameterizedTest
    @CsvSource({
        "false, 5, 6, 14, SHOW MASTER STATUS, SHOW SLAVE HOSTS, SHOW SLAVE STATUS",
        "false, 8, 0, 21, SHOW MASTER STATUS, SHOW SLAVE HOSTS, SHOW SLAVE STATUS",
        "false, 8, 0, 22, SHOW MASTER STATUS, SHOW REPLICAS, SHOW REPLICA STATUS",
        "false, 8, 1, 0, SHOW MASTER STATUS, SHOW REPLICAS, SHOW REPLICA STATUS",
        "false, 8, 2, 0, SHOW BINARY LOG STATUS, SHOW REPLICAS, SHOW REPLICA STATUS",
        "false, 9, 7, 4, SHOW BINARY LOG STATUS, SHOW REPLICAS, SHOW REPLICA STATUS",
        "true, 10, 11, 18, SHOW MASTER STATUS, SHOW SLAVE HOSTS, SHOW ALL SLAVES STATUS"})
    void shouldChooseNamesByVersion(
        boolean isMariaDb, int major, int minor, int patch, String position, String replicas,
        String replication) {
        ServerInfo server = new ServerInfo("", isMariaDb, major, minor, patch, 1, false);

        assertThat(ServerStatements.position(server)).isEqualTo(position);
        assertThat(ServerStatements.replicas(server)).isEqualTo(replicas);
        assertThat(ServerStatements.replication(server)).isEqualTo(replication);
    }
}
