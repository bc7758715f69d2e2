package com.passkit.cdc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The most memory that a connector ever takes, as the kernel saw it, with a heap of 128 MiB and direct memory bounded:
 * whatever the server sends, and whatever the receiver does. Small by default; {@code -Dpasskit.cdc.it.memory.full=true}
 * runs the sizes that the documentation names.
 */
class MemoryProofIT {

    private static final boolean IS_FULL = Boolean.getBoolean("passkit.cdc.it.memory.full");
    private static final Duration LIMIT = Duration.ofMinutes(IS_FULL ? 60 : 3);
    private static final int MIB = 1 << 20;
    private static final int HEAP = 128 * MIB;
    /** What a virtual machine takes beside heap and direct memory: code, classes, stacks, the collector's own. */
    private static final int REST = 192 * MIB;
    private static final int BATCHES = 64 * MIB;

    @TempDir
    private Path directory;

    private final Ordinals ordinals = new Ordinals();

    @BeforeEach
    void shouldRunOnLinux() {
        assertThat(Path.of("/proc/self/status")).as("the kernel's record of a process's memory").exists();
    }

    @Test
    void shouldStreamATransactionOfAnyLength() throws Exception {
        int rowCount = IS_FULL ? 10_000_000 : 300_000;
        try (Receiver receiver = Receiver.http(ordinals::add);
            TestDatabase database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(40) NOT NULL)");
            try (ConnectorProcess connector = start(database, receiver, BATCHES)) {
                try (Connection session = database.connect(); Statement statement = session.createStatement()) {
                    session.setAutoCommit(false);
                    fill(statement, rowCount, "CONCAT('row ', UUID())");
                    session.commit();
                }
                awaitWhileRunning(connector, () -> ordinals.count() >= rowCount);
                endWithin(connector, BATCHES, "a transaction of " + rowCount + " rows");
            }
        }
        assertThat(ordinals.isComplete(rowCount)).as("each row came, once").isTrue();
    }

    @Test
    void shouldUnpackACompressedTransactionAsItGoes() throws Exception {
        int rowCount = IS_FULL ? 4096 : 192;
        AtomicLong received = new AtomicLong();
        try (Receiver receiver = Receiver.http(body -> {
            ordinals.add(body);
            received.addAndGet(body.length);
        }); TestDatabase database = MySqlServers.shared(MySqlVersion.V9).freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGTEXT NOT NULL)");
            try (ConnectorProcess connector = start(database, receiver, BATCHES)) {
                try (Connection session = database.connect(); Statement statement = session.createStatement()) {
                    statement.execute("SET SESSION binlog_transaction_compression = ON");
                    session.setAutoCommit(false);
                    fill(statement, rowCount, "REPEAT('compressed ', " + MIB / 11 + ")");
                    session.commit();
                }
                assertThat(database.value("SELECT SUM(UNCOMPRESSED_BYTES_COUNTER) FROM"
                    + " performance_schema.binary_log_transaction_compression_stats WHERE LOG_TYPE = 'BINARY'"
                    + " AND COMPRESSION_TYPE = 'ZSTD'")).satisfies(bytes ->
                        assertThat(Long.parseLong(bytes)).isGreaterThan((rowCount - 1L) * MIB));
                awaitWhileRunning(connector, () -> ordinals.count() >= rowCount);
                endWithin(connector, BATCHES, "a compressed transaction of " + rowCount + " MiB");
            }
        }
        assertThat(received.get()).isGreaterThan((rowCount - 1L) * MIB);
        assertThat(ordinals.isComplete(rowCount)).as("each row came, once").isTrue();
    }

    /** In memory at once: the event, the same in base64, and that compressed, which random bytes hardly are. */
    @Test
    void shouldDeliverAVeryLongRow() throws Exception {
        int length = (IS_FULL ? 512 : 48) * MIB;
        long direct = 4L * length + BATCHES;
        AtomicLong received = new AtomicLong();
        try (Receiver receiver = Receiver.http(body -> received.addAndGet(body.length));
            TestDatabase database = longRows().freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v LONGBLOB) ENGINE=MyISAM");
            try (ConnectorProcess connector = start(database, receiver, direct)) {
                database.execute("INSERT INTO t VALUES (1, " + randomBytes(length) + ')');
                awaitWhileRunning(connector, () -> received.get() > length / 3L * 4);
                endWithin(connector, direct, "a row of " + length / MIB + " MiB");
            }
        }
    }

    /** Too little for the event as it comes, and for what is sent of it once it has come. */
    @ParameterizedTest(name = "{0} MiB")
    @ValueSource(ints = {64, 150})
    void shouldSayWhatALongRowNeedsWhenThereIsTooLittleMemory(int mebibytes) throws Exception {
        try (Receiver receiver = Receiver.http();
            TestDatabase database = longRows().freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v LONGBLOB) ENGINE=MyISAM");
            try (ConnectorProcess connector = start(database, receiver, (long) mebibytes * MIB)) {
                database.execute("INSERT INTO t VALUES (1, " + randomBytes(48 * MIB) + ')');
                assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isEqualTo(2);
                assertThat(connector.lastLine()).contains("memory: ", "-XX:MaxDirectMemorySize",
                    "PASSKIT_CDC_JAVA_OPTS", "position");
            }
            assertThat(receiver.eventCount()).isZero();
        }
    }

    @Test
    void shouldStandStillWithTheReceiver() throws Exception {
        Duration still = IS_FULL ? Duration.ofMinutes(10) : Duration.ofSeconds(5);
        try (Receiver receiver = Receiver.http(ordinals::add);
            TestDatabase database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(400) NOT NULL)");
            try (ConnectorProcess connector = start(database, receiver, BATCHES)) {
                receiver.refuse(503);
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < still.toNanos()) {
                    database.execute("INSERT INTO t (v) SELECT REPEAT('x', 400) FROM information_schema.collations"
                        + " LIMIT 100");
                    assertThat(connector.isRunning()).as(connector.lastLine()).isTrue();
                }
                assertThat(ordinals.count()).isZero();
                int rowCount = Integer.parseInt(database.value("SELECT COUNT(*) FROM t"));
                receiver.refuse(0);
                awaitWhileRunning(connector, () -> ordinals.count() >= rowCount);
                endWithin(connector, BATCHES, rowCount + " rows while the receiver stood still for " + still);
                assertThat(ordinals.count()).isEqualTo(rowCount);
            }
        }
    }

    private ConnectorProcess start(TestDatabase database, Receiver receiver, long direct) {
        Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint(), "retry: {initial: 50ms, max: 500ms}");
        // These win over the options of the command line.
        Map<String, String> environment = Map.of(
            ConnectorProcess.PASSWORD_VARIABLE, database.server().password(), "_JAVA_OPTIONS",
            "-Xmx" + HEAP + " -XX:MaxDirectMemorySize=" + direct + " -Dio.netty.leakDetection.level=simple");
        ConnectorProcess connector =
            ConnectorProcess.start(directory, environment, "run", "-c", yaml.toString());
        connector.awaitLine(Pattern.compile("streaming from "));
        return connector;
    }

    private static RealServer longRows() {
        return MySqlServers.shared(MySqlVersion.V8_0, "--max-allowed-packet=1G");
    }

    /** @return an expression for bytes that gzip finds nothing in: they repeat, but too far apart for its window */
    private static String randomBytes(int length) {
        String bytes = String.join(", ", Collections.nCopies(64, "RANDOM_BYTES(1024)"));
        return "REPEAT(CONCAT(" + bytes + "), " + (length >> 16) + ')';
    }

    private static void fill(Statement statement, int rowCount, String value) throws SQLException {
        statement.execute("INSERT INTO t (v) VALUES (" + value + ')');
        for (int rows = 1; rows < rowCount; rows *= 2) {
            statement.execute(
                "INSERT INTO t (v) SELECT " + value + " FROM t LIMIT " + Math.min(rows, rowCount - rows));
        }
    }

    private static void awaitWhileRunning(ConnectorProcess connector, BooleanSupplier condition) {
        await().atMost(LIMIT).until(() -> {
            assertThat(connector.isRunning()).as(connector.lastLine()).isTrue();
            return condition.getAsBoolean();
        });
    }

    private static void endWithin(ConnectorProcess connector, long direct, String what) {
        long peak = connector.peakBytes();
        System.out.println("MemoryProofIT: " + what + ": peak of the process " + peak / MIB + " MiB, heap "
            + HEAP / MIB + " MiB and direct memory " + direct / MIB + " MiB at the most");
        connector.terminate();
        assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
        assertThat(peak).as("peak of " + what).isLessThan(HEAP + direct + REST);
    }

    /** Which of the rows of one transaction came, by the ordinals in their ids. */
    private static final class Ordinals {

        private static final byte[] ID = "{\"id\":\"".getBytes(StandardCharsets.US_ASCII);

        private final BitSet seen = new BitSet();
        private volatile int count;

        /** @param body of a request; an event begins behind a line feed and holds none */
        void add(byte[] body) {
            int added = 0;
            for (int i = 1; i < body.length; i++) {
                if (body[i - 1] == '\n' && isId(body, i)) {
                    seen.set(ordinal(body, i + ID.length));
                    added++;
                }
            }
            count += added;
        }

        int count() {
            return count;
        }

        boolean isComplete(int rowCount) {
            return count == rowCount && seen.cardinality() == rowCount && seen.length() == rowCount;
        }

        private static boolean isId(byte[] body, int index) {
            return body.length - index > ID.length
                && Arrays.equals(body, index, index + ID.length, ID, 0, ID.length);
        }

        private static int ordinal(byte[] body, int index) {
            int end = index;
            int begin = index;
            while (body[end] != '"') {
                begin = body[end] == '/' ? end + 1 : begin;
                end++;
            }
            return Integer.parseInt(new String(body, begin, end - begin, StandardCharsets.US_ASCII));
        }
    }
}
