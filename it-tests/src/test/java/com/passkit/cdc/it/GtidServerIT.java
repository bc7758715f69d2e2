package com.passkit.cdc.it;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.it.harness.EveryMySql;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.snapshot.catalog.ServerState;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;

/** GTID sets mean to us what they mean to real servers. */
class GtidServerIT {

    private static final int PAIR_COUNT = 300;
    private static final long SEED = 20_240_229;

    private record Pair(String left, String right) {
    }

    @EveryMySql
    void shouldAgreeWithTheServersAlgebra(MySqlVersion version) {
        List<Pair> pairs = pairs(new Random(SEED), version);
        String sql = pairs.stream().map(pair -> "SELECT GTID_SUBSET('" + pair.left + "', '" + pair.right + "'), "
            + subtract("'" + pair.left + "'", "'" + pair.right + "'") + ", "
            + subtract("'" + pair.left + "," + pair.right + "'", "''") + ", "
            + subtract("'" + pair.left + "'", subtract("'" + pair.left + "'", "'" + pair.right + "'")))
            .collect(Collectors.joining(" UNION ALL "));

        List<ResultRow> rows;
        try (SnapshotSession session = new SnapshotSession(MySqlServers.shared(version))) {
            rows = await(session.connection().fetch(sql));
        }

        assertThat(rows).hasSize(PAIR_COUNT);
        for (int i = 0; i < PAIR_COUNT; i++) {
            GtidSet left = GtidSet.parse(pairs.get(i).left);
            GtidSet right = GtidSet.parse(pairs.get(i).right);
            GtidSet union = left.copy();
            union.addAll(right);
            assertThat(List.of(right.containsAll(left) ? "1" : "0", left.minus(right).toString(), union.toString(),
                left.intersect(right).toString())).as("%s", pairs.get(i)).isEqualTo(oneLine(rows.get(i)));
        }
        // Else the subsets would prove nothing.
        assertThat(rows).extracting(row -> row.get(0)).contains("0", "1");
    }

    @EveryMySql
    void shouldReadGtidsOfSeveralSourcesAndSkipExactlyWhatIsInTheSet(MySqlVersion version) throws SQLException {
        RealServer server = DumpSession.server(version);
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT)", "FLUSH BINARY LOGS");
            GtidSet before = DumpSession.executed(server);
            for (String gtid : List.of(one + ":1", one + ":2", other + ":7", one + ":4", other + ":9")) {
                insertAs(database, gtid);
            }
            database.execute("SET gtid_next = 'AUTOMATIC'", "FLUSH BINARY LOGS");
            BinlogPosition.InFile last = DumpSession.end(server);

            GtidSet executed = DumpSession.executed(server);
            assertThat(executed.minus(before)).isEqualTo(GtidSet.parse(one + ":1-2:4," + other + ":7:9"));
            assertThat(previousGtids(server, last.file())).isEqualTo(executed);

            GtidSet seen = before.copy();
            seen.addAll(GtidSet.parse(one + ":1:4," + other + ":1-8"));
            RecordedDump dump = new RecordedDump(database.name());
            DumpSession.toTheEnd(server, new BinlogPosition.BehindGtids(seen), dump);
            assertThat(dump.gtids()).containsExactly(Gtid.of(one, 2), Gtid.of(other, 9));
            assertThat(dump.rows()).hasSize(2);
        }
    }

    /** SHOW VARIABLES cuts a set at 1024 characters. */
    @EveryMySql
    void shouldReadAndAskBehindASetOfManySources(MySqlVersion version) throws SQLException {
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", version.resetStatement());
            GtidSet purged = new GtidSet();
            for (int i = 1; i <= 60; i++) {
                purged.addAll(GtidSet.parse(UUID.randomUUID() + ":1-" + i + ':' + 2 * i));
            }
            database.execute("SET GLOBAL gtid_purged = '" + purged + "'", "INSERT INTO t VALUES (1)");

            try (SnapshotSession session = new SnapshotSession(server)) {
                ServerState state = await(ServerState.read(session.connection()));
                assertThat(state.gtidExecuted()).hasSizeGreaterThan(2048);
                assertThat(GtidSet.parse(state.gtidExecuted()).minus(purged))
                    .isEqualTo(GtidSet.parse(database.value("SELECT @@server_uuid") + ":1"));
                assertThat(GtidSet.parse(state.gtidPurged())).isEqualTo(purged);
            }
            RecordedDump dump = new RecordedDump(database.name());
            DumpSession.toTheEnd(server, new BinlogPosition.BehindGtids(purged), dump);
            assertThat(dump.rows()).hasSize(1);
        }
    }

    @Test
    void shouldReadTaggedGtidsAndSkipExactlyWhatIsInTheSet() throws SQLException {
        RealServer server = DumpSession.server(MySqlVersion.V9);
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT)");
            UUID own = UUID.fromString(database.value("SELECT @@server_uuid"));
            GtidSet before = DumpSession.executed(server);
            for (String next : List.of("AUTOMATIC:blue", "AUTOMATIC", "AUTOMATIC:blue", "AUTOMATIC:a_long_tag_9",
                "AUTOMATIC:blue")) {
                insertAs(database, next);
            }
            database.execute("SET gtid_next = 'AUTOMATIC'", "FLUSH BINARY LOGS");

            GtidSet executed = DumpSession.executed(server);
            RecordedDump all = new RecordedDump(database.name());
            DumpSession.toTheEnd(server, new BinlogPosition.BehindGtids(before), all);
            assertThat(all.rows()).hasSize(5);
            assertThat(all.gtids()).extracting(Gtid::sourceId).containsOnly(own);
            assertThat(all.gtids()).extracting(Gtid::tag).containsExactly("blue", "", "blue", "a_long_tag_9", "blue");
            assertThat(previousGtids(server, DumpSession.end(server).file())).isEqualTo(executed);

            GtidSet read = before.copy();
            all.gtids().forEach(gtid -> assertThat(read.add(gtid)).isTrue());
            assertThat(read).isEqualTo(executed);
            GtidSet seen = before.copy();
            seen.add(all.gtids().get(0));
            seen.add(all.gtids().get(1));
            seen.add(all.gtids().get(4));
            RecordedDump rest = new RecordedDump(database.name());
            DumpSession.toTheEnd(server, new BinlogPosition.BehindGtids(seen), rest);
            assertThat(rest.gtids()).containsExactly(all.gtids().get(2), all.gtids().get(3));
        }
    }

    private static void insertAs(TestDatabase database, String gtidNext) throws SQLException {
        database.execute("SET gtid_next = '" + gtidNext + "'", "INSERT INTO t VALUES (NULL)");
    }

    private static GtidSet previousGtids(RealServer server, String file) {
        RecordedDump dump = new RecordedDump("");
        DumpSession.toTheEnd(
            server, new BinlogPosition.InFile(file, BinlogPosition.InFile.FIRST_EVENT_OFFSET), dump);
        return dump.previousGtids().get(0);
    }

    private static String subtract(String left, String right) {
        return "GTID_SUBTRACT(" + left + ", " + right + ')';
    }

    /** The server breaks sets behind each source. */
    private static List<String> oneLine(ResultRow row) {
        return row.values().stream().map(value -> value.replace("\n", "")).toList();
    }

    private static List<Pair> pairs(Random random, MySqlVersion version) {
        List<String> sources = List.of("11111111-2222-3333-4444-555555555555", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
            "ffffffff-0000-0000-0000-000000000000");
        // With numbers of 19 digits 5.6 prints sets with garbage behind them.
        long greatest = version.isMySqlFrom(MySqlVersion.V5_7) ? Gtid.MAX_NUMBER : 999_999_999_999L;
        List<String> tags = version.isMySqlFrom(MySqlVersion.V8_4) ? List.of("", "", "blue", "_x", "a_tag_of_thirty_two_characters_1") : List.of("");
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < PAIR_COUNT; i++) {
            String right = set(random, sources, tags, greatest);
            // Every third left side is made of pieces of the right one, so that subsets come up.
            String left = i % 3 == 0 ? piecesOf(random, right) : set(random, sources, tags, greatest);
            pairs.add(new Pair(left, right));
        }
        return pairs;
    }

    private static String set(Random random, List<String> sources, List<String> tags, long greatest) {
        List<String> parts = new ArrayList<>();
        int partCount = random.nextInt(5);
        for (int i = 0; i < partCount; i++) {
            StringBuilder part = new StringBuilder(pick(random, sources));
            String tag = pick(random, tags);
            part.append(tag.isEmpty() ? "" : ":" + tag);
            for (int interval = random.nextInt(4); interval >= 0; interval--) {
                // Numbers close together, so that intervals touch and overlap; now and then the greatest there are.
                long start = random.nextInt(20) == 0 ? greatest - 9 : 1 + random.nextInt(40);
                part.append(':').append(start);
                part.append(random.nextBoolean() ? "" : "-" + (start + random.nextInt(10)));
            }
            parts.add(part.toString());
        }
        return String.join(",", parts);
    }

    private static String piecesOf(Random random, String set) {
        List<String> parts = new ArrayList<>(List.of(set.split(",")));
        Collections.shuffle(parts, random);
        return String.join(",", parts.subList(0, random.nextInt(parts.size() + 1)));
    }

    private static String pick(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
