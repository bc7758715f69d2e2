package com.passkit.cdc.it;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultHandler;
import com.passkit.cdc.protocol.client.ResultStream;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.RowText;

import io.netty.buffer.ByteBuf;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Result sets of real servers. */
class QueryIT {

    private static final int ER_QUERY_INTERRUPTED = 1317;
    private static final int ER_NO_SUCH_TABLE = 1146;
    private static final int MAX_PAYLOAD = 0xff_ffff;
    /** 0x00 and the bitmap of NULLs. */
    private static final int BINARY_ROW_HEADER = 2;

    @EveryServer
    void shouldReadTheSameRowsByTextAndPrepared(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            MySqlConnection connection = session.connection();
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(20), n DECIMAL(9,2), d DATETIME(3),"
                + " b VARBINARY(4), x BIGINT UNSIGNED)",
                "INSERT INTO t VALUES (1, 'Zoë', -1.50, '2024-02-29 23:59:59.123', x'00ff', 18446744073709551615),"
                    + " (2, NULL, NULL, NULL, NULL, NULL), (3, '', 0, '1000-01-01', '', 0)");
            String sql = "SELECT * FROM " + database.name() + ".t";
            List<String> byText = new ArrayList<>();
            List<String> prepared = new ArrayList<>();

            assertThat(await(connection.query(sql + " ORDER BY id", collect(byText)).completion())).isEqualTo(3);
            assertThat(await(connection.queryPrepared(sql + " WHERE id >= ? AND (s IS NULL OR s <> ?) AND ? IS NULL"
                + " ORDER BY id", collect(prepared), 1L, "none", null).completion())).isEqualTo(3);

            assertThat(prepared).isEqualTo(byText).hasSize(3);
            assertThat(prepared.get(0)).startsWith("id=1, s='Zoë', n=-1.50, d=").contains("x'00ff'")
                .endsWith("x=18446744073709551615");
            assertThat(prepared.get(1)).isEqualTo("id=2, s=NULL, n=NULL, d=NULL, b=NULL, x=NULL");
            assertThat(await(connection.fetch("SELECT s, '' FROM " + database.name() + ".t WHERE id = 2")).get(0)
                .values()).containsExactly(null, "");
            assertThat(await(connection.fetch("SELECT * FROM " + database.name() + ".t WHERE id = 9"))).isEmpty();
        }
    }

    /** A payload of 16 MiB less one byte is followed by an empty packet; longer ones go on in the next. */
    @EveryServer
    void shouldJoinRowsOfSeveralPackets(MySqlVersion version) {
        // A text row has nothing but its values, each behind four bytes of length.
        int quarter = MAX_PAYLOAD / 4 - Integer.BYTES;
        int rest = MAX_PAYLOAD % 4;
        String three = "SELECT REPEAT('a', %1$d), REPEAT('b', %1$d), REPEAT('c', %1$d)".formatted(quarter);
        String fourth = ", CONCAT(REPEAT('d', %d), '!')";
        try (SnapshotSession session = new SnapshotSession(MySqlServers.shared(version))) {
            for (int length : new int[] {quarter + rest, quarter + rest + 1}) {
                List<Object> found = new ArrayList<>();
                await(session.connection().query(three + fourth.formatted(length - 1), measure(found)).completion());
                assertThat(found).isEqualTo(List.of(quarter, quarter, quarter, length, '!'));

                found.clear();
                int shorter = length - BINARY_ROW_HEADER;
                await(session.connection().queryPrepared(three + fourth.formatted(shorter - 1), measure(found))
                    .completion());
                assertThat(found).isEqualTo(List.of(quarter, quarter, quarter, shorter, '!'));
            }
            List<Object> found = new ArrayList<>();
            await(session.connection().query("SELECT " + "REPEAT('a', 4194304), ".repeat(9) + "'!!'", measure(found))
                .completion());
            assertThat(found).hasSize(11).startsWith(4194304).endsWith(2, '!');
        }
    }

    @EveryServer
    void shouldPauseAndGoOnInTheMiddleOfAResult(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            AtomicLong count = new AtomicLong();
            AtomicBoolean isPaused = new AtomicBoolean();
            List<CompletableFuture<Void>> pauses = List.of(new CompletableFuture<>(), new CompletableFuture<>());
            ResultStream stream = session.connection().query(manyRows(database, 5), row -> {
                assertThat(isPaused).as("rows come while paused").isFalse();
                long number = count.incrementAndGet();
                if (number == 1000 || number == 1001) {
                    isPaused.set(true);
                    pauses.get((int) number - 1000).complete(null);
                    return Demand.PAUSE;
                }
                return Demand.CONTINUE;
            });
            for (CompletableFuture<Void> pause : pauses) {
                await(pause);
                assertThat(database.value("SELECT 1")).isEqualTo("1");
                isPaused.set(false);
                stream.resume();
            }

            assertThat(await(stream.completion())).isEqualTo(100_000);
            assertThat(count).hasValue(100_000);
            await(session.connection().ping());
        }
    }

    @EveryServer
    void shouldGoOnWithTheSessionAfterAKilledQuery(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            MySqlConnection connection = session.connection();
            CompletableFuture<Void> begun = new CompletableFuture<>();
            ResultStream stream = connection.query(manyRows(database, 8), row ->
                begun.complete(null) ? Demand.PAUSE : Demand.CONTINUE);
            await(begun);
            database.execute("KILL QUERY " + connection.server().connectionId());
            stream.resume();

            assertThatThrownBy(() -> await(stream.completion())).isInstanceOfSatisfying(ServerErrorException.class,
                killed -> {
                    assertThat(killed.errorNumber()).isEqualTo(ER_QUERY_INTERRUPTED);
                    assertThat(killed.recovery()).isEqualTo(Recovery.RECONNECT);
                });
            await(connection.ping());
            assertThatThrownBy(() -> await(connection.execute("INSERT INTO " + database.name() + ".gone VALUES (1)")))
                .isInstanceOfSatisfying(ServerErrorException.class, error ->
                    assertThat(error.errorNumber()).isEqualTo(ER_NO_SUCH_TABLE));
            assertThat(await(connection.fetch("SELECT 7")).get(0).get(0)).isEqualTo("7");
        }
    }

    @EveryServer
    void shouldFailEveryCommandOfAKilledSession(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            MySqlConnection connection = session.connection();
            CompletableFuture<Void> begun = new CompletableFuture<>();
            ResultStream stream = connection.query(manyRows(database, 8), row -> {
                begun.complete(null);
                return Demand.CONTINUE;
            });
            CompletableFuture<Void> behind = connection.ping();
            await(begun);
            database.execute("KILL " + connection.server().connectionId());

            assertThatThrownBy(() -> await(stream.completion())).isInstanceOfSatisfying(MySqlException.class,
                killed -> assertThat(killed.recovery()).isEqualTo(Recovery.RECONNECT));
            assertThatThrownBy(() -> await(behind)).isInstanceOf(ConnectionClosedException.class);
            await(connection.closed());
            assertThatThrownBy(() -> await(connection.ping())).isInstanceOf(ConnectionClosedException.class)
                .hasMessageContaining(database.server().host() + ':' + database.server().port());
        }
    }

    /** @return a query of 10 to the power of {@code factors} rows */
    private static String manyRows(TestDatabase database, int factors) throws SQLException {
        database.execute("CREATE TABLE d (n INT)", "INSERT INTO d VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)");
        StringBuilder sql = new StringBuilder("SELECT a1.n, 'some text to fill the socket' FROM ");
        for (int factor = 1; factor <= factors; factor++) {
            sql.append(factor == 1 ? "" : " CROSS JOIN ").append(database.name()).append(".d a").append(factor);
        }
        return sql.toString();
    }

    private static ResultHandler collect(List<String> rows) {
        RowText text = new RowText();
        return row -> {
            rows.add(text.of(row));
            return Demand.CONTINUE;
        };
    }

    /** Finds the length of each column, and the last character of the last. */
    private static ResultHandler measure(List<Object> found) {
        return row -> {
            char[] last = {' '};
            row.forEach((ColumnVisitor) Proxy.newProxyInstance(QueryIT.class.getClassLoader(),
                new Class<?>[] {ColumnVisitor.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("onString");
                    ByteBuf bytes = (ByteBuf) arguments[1];
                    int index = (int) arguments[2];
                    int length = (int) arguments[3];
                    byte repeated = bytes.getByte(index);
                    assertThat(bytes.forEachByte(index, length - 1, value -> value == repeated)).isEqualTo(-1);
                    found.add(length);
                    last[0] = (char) bytes.getByte(index + length - 1);
                    return null;
                }));
            found.add(last[0]);
            return Demand.CONTINUE;
        };
    }
}
