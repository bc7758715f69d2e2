package com.passkit.cdc.it;

import java.nio.file.Path;

import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A functional index is a hidden column of its table, and a multi-valued one a hidden column of type TYPED_ARRAY: both
 * are in the row images, and neither is delivered.
 */
class FunctionalIndexIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"FULL", "MINIMAL"})
    void shouldDeliverOnlyTheColumnsThatAreSeen(String metadata) throws Exception {
        try (TestDatabase database = MySqlServers.shared(MySqlVersion.V9, "--binlog-row-metadata=" + metadata)
            .freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE carts (id INT PRIMARY KEY, j JSON, name VARCHAR(20), n INT NOT NULL,"
                + " INDEX items ((CAST(j->'$.items' AS UNSIGNED ARRAY))),"
                + " INDEX tags ((CAST(j->'$.tags' AS CHAR(10) ARRAY))), INDEX lowered ((LOWER(name))))",
                "INSERT INTO carts VALUES (1, '{\"items\": [3, 1, 2], \"tags\": [\"a\", \"b\"]}', 'Ann', 7),"
                    + " (2, '{}', NULL, 8)");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                database.execute("INSERT INTO carts VALUES (3, '{\"items\": [], \"tags\": [\"c\"]}', 'Bo', 9),"
                    + " (4, NULL, 'Cy', 10), (5, '{\"items\": [18446744073709551615]}', 'Di', 11)",
                    "UPDATE carts SET j = JSON_ARRAY_APPEND(j, '$.items', 4), n = n + 1 WHERE id IN (1, 3)",
                    "DELETE FROM carts WHERE id = 2");
                engine.awaitCaughtUp(database);
                assertThat(receiver.records().differences(database, "carts")).isEmpty();
            }
            assertThat(receiver.accepted().stream().flatMap(delivery -> delivery.eventTexts().stream()).toList())
                .hasSize(8)
                .allSatisfy(event -> assertThat(event).containsPattern("\"(after|before)\":\\{\"id\":\\d+,\"j\":.*,\"name\":"
                    + "(\"\\w+\"|null),\"n\":\\d+\\}"));
        }
    }
}
