package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A dump over TLS 1.3 whose keys change again and again, which the JDK asks for after so many bytes: by default 128 GiB,
 * here one mebibyte. {@code -Dpasskit.cdc.it.tls.mebibytes=4096} makes it a soak.
 */
class TlsKeyUpdateIT {

    private static final int MEBIBYTE_COUNT = Integer.getInteger("passkit.cdc.it.tls.mebibytes", 32);
    private static final Duration LIMIT = Duration.ofSeconds(60 + MEBIBYTE_COUNT);

    @TempDir
    private Path directory;

    @Test
    void shouldReadOnWithNewKeys() throws SQLException, IOException {
        RealServer server = MySqlServers.shared(MySqlVersion.V9);
        Path security = Files.writeString(directory.resolve("tls.security"),
            "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^20, ChaCha20-Poly1305 KeyUpdate 2^20\n");
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, filler MEDIUMTEXT)");
            List<String> start = database.rows(MySqlVersion.V9.positionStatement()).get(0);
            for (int id = 0; id < MEBIBYTE_COUNT; id++) {
                database.execute("INSERT INTO t VALUES (" + id + ", REPEAT(CHAR(97 + " + id + " % 26), 1048576))");
            }

            ConnectorProcess tail = ConnectorProcess.start(directory,
                Map.of(ConnectorProcess.PASSWORD_VARIABLE, server.password(), "JAVA_TOOL_OPTIONS",
                    "-Djavax.net.debug=ssl:handshake -Djava.security.properties=" + security),
                "tail", "--host", server.host(), "--port", String.valueOf(server.port()), "--user", server.user(),
                "--tls-mode", "VERIFY_CA", "--tls-ca", server.ca().toString(), "--tls-provider", "jdk",
                "--include", database.name() + ".*", "--from", "file:" + start.get(0) + ':' + start.get(1),
                "--max-events", String.valueOf(MEBIBYTE_COUNT));

            assertThat(tail.awaitExit(LIMIT)).as(tail.lastLine()).isZero();
            int next = 0;
            try (Stream<String> lines = tail.stdoutLines()) {
                for (Iterator<String> line = lines.iterator(); line.hasNext(); next++) {
                    String filler = String.valueOf((char) ('a' + next % 26)).repeat(1 << 20);
                    assertThat(line.next().contains("\"id\":" + next + ",\"filler\":\"" + filler + '"'))
                        .as("row " + next).isTrue();
                }
            }
            assertThat(next).isEqualTo(MEBIBYTE_COUNT);
            assertThat(tail.stderr().split("Produced KeyUpdate", -1).length - 1).as("key updates")
                .isGreaterThan(MEBIBYTE_COUNT / 2);
        }
    }
}
