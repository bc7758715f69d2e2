package com.passkit.cdc.runtime.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

import static com.passkit.cdc.runtime.schema.Definitions.SERVER;
import static com.passkit.cdc.runtime.schema.Definitions.point;
import static com.passkit.cdc.runtime.schema.Definitions.position;
import static com.passkit.cdc.runtime.schema.Definitions.putAt;
import static com.passkit.cdc.runtime.schema.Definitions.state;
import static com.passkit.cdc.runtime.schema.Definitions.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DefinitionStoreTest {

    private static final TableModel MEMBERS = new TableModel(new TableName("crm", "mem\"bers\n☃"), Collation.UTF8MB4,
        List.of(
            ColumnModel.of(new ColumnDescriptor("id", ColumnType.BIGINT, true, false, 0, 0, Collation.BINARY,
                List.of()), false),
            ColumnModel.hidden("f"),
            ColumnModel.of(new ColumnDescriptor("tier", ColumnType.ENUM, false, true, 0, 0, Collation.UTF8MB4,
                List.of("gold", "a,'b")), true),
            ColumnModel.of(new ColumnDescriptor("points", ColumnType.DECIMAL, false, true, 10, 2, Collation.BINARY,
                List.of()), false)),
        List.of(new KeyModel("u", KeyModel.Kind.UNIQUE, List.of(KeyModel.Part.of("points"),
            new KeyModel.Part("tier", 3))), new KeyModel("f", KeyModel.Kind.PLAIN,
            List.of(KeyModel.Part.expression()))));

    @TempDir
    Path parent;

    private StateDirectory directory;

    @BeforeEach
    void open() {
        directory = StateDirectory.open(parent, "c");
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private DefinitionStore restarted() {
        return new DefinitionStore(directory);
    }

    @Test
    void shouldLoadWhatWasSaved() {
        SchemaState saved = new SchemaState(state(MEMBERS, table("t", "a")).model(), true,
            List.of(new Redefinition(new CommitPoint(SERVER, "b.1", 9, new MariaDbGtid(1, 2, 3)), table("later", "x"))),
            false);
        saved.model().lose(new TableName("crm", "gone"), "'ALTER' b:4");
        saved.model().putDatabase("other", null);
        restarted().save(saved);

        SchemaState loaded = restarted().load(new ReadPosition("another", "b.1", 4, null));

        assertThat(loaded.model().table("crm", MEMBERS.name().table())).isEqualTo(MEMBERS);
        assertThat(loaded.model().tables()).hasSize(2);
        assertThat(loaded.model().lost()).isEqualTo(saved.model().lost());
        assertThat(loaded.model().databases()).isEqualTo(saved.model().databases());
        assertThat(loaded.isFull()).isTrue();
    }

    @Test
    void shouldHaveNothingBeforeTheFirstSave() {
        assertThat(restarted().load(position(4))).isNull();
    }

    @Test
    void shouldLoadWhatHeldAtAnyPositionSinceAndForgetWhatComesAgain() {
        DefinitionStore store = restarted();
        store.save(state(table("t", "a")));
        store.append(putAt(100, table("t", "a", "b")));
        store.append(putAt(200, table("t", "a", "b", "c")));
        store.append(new SchemaEdit(point(300), true, List.of("crm"), Map.of("shop", Collation.BINARY),
            List.of(new TableName("x", "y")), Map.of(new TableName("shop", "s"), "why"), List.of(), List.of()));
        store.sync();

        SchemaState at300 = restarted().load(position(300));
        assertThat(at300.model().table("crm", "t")).isNull();
        assertThat(at300.model().databases()).containsOnlyKeys("shop");
        assertThat(at300.model().lostReason(new TableName("shop", "s"))).isEqualTo("why");
        assertThat(at300.isFull()).isTrue();
        assertThat(restarted().load(position(299)).model().table("crm", "t")).isEqualTo(table("t", "a", "b", "c"));
        assertThat(restarted().load(position(199)).model().table("crm", "t")).isEqualTo(table("t", "a", "b"));
        assertThat(restarted().load(position(4000)).model().table("crm", "t")).isEqualTo(table("t", "a", "b"));
        assertThat(restarted().load(position(99)).model().table("crm", "t")).isEqualTo(table("t", "a"));
    }

    @Test
    void shouldTellByGtidsWhatLiesBehindAPositionOfAnotherServer() {
        UUID source = UUID.fromString(SERVER);
        DefinitionStore store = restarted();
        store.save(state(table("t", "a")));
        store.append(new SchemaEdit(new CommitPoint(SERVER, "b.000009", 900, Gtid.of(source, 7)), false, List.of(),
            Map.of(), List.of(), Map.of(), List.of(table("t", "a", "b")), List.of()));
        store.sync();

        assertThat(restarted().load(new ReadPosition("other", "x.000001", 4, GtidSet.parse(SERVER + ":1-7"))).model()
            .table("crm", "t")).isEqualTo(table("t", "a", "b"));
        assertThat(restarted().load(new ReadPosition("other", "x.000009", 4000, null)).model()
            .table("crm", "t")).isEqualTo(table("t", "a", "b"));
        assertThat(restarted().load(new ReadPosition("other", "x.000009", 4000, GtidSet.parse(SERVER + ":1-6")))
            .model().table("crm", "t")).isEqualTo(table("t", "a"));
    }

    @Test
    void shouldCompareFilesByTheirNumber() {
        assertThat(new ReadPosition("s", "b.1000000", 4, null).sideOf(new CommitPoint("s", "b.999999", 900, null)))
            .isEqualTo(ReadPosition.Side.BEFORE);
        assertThat(new ReadPosition("s", "b.000002", 4, null).sideOf(new CommitPoint("s", "b.000010", 900, null)))
            .isEqualTo(ReadPosition.Side.BEHIND);
    }

    @Test
    void shouldKeepARedefinitionUntilItsStatementIsPassed() {
        DefinitionStore store = restarted();
        store.save(state(table("t", "a")));
        store.append(SchemaEdit.at(position(50), false, Map.of(), List.of(),
            List.of(new Redefinition(point(200), table("t", "z")))));
        store.append(putAt(200, table("t", "z")));
        store.sync();

        assertThat(restarted().load(position(200)).redefinitions()).isEmpty();
        assertThat(restarted().load(position(199)).redefinitions()).hasSize(1);
        assertThat(restarted().load(position(49)).redefinitions()).isEmpty();
    }

    /** A disk that was full: the position is stored once it can be, with what was appended before. */
    @Test
    void shouldKeepWhatCouldNotBeWrittenForTheNextTime() throws IOException {
        DefinitionStore store = restarted();
        store.save(state(table("t", "a")));
        store.append(putAt(100, table("t", "a", "b")));
        Path log = directory.path().resolve("schemas.1.log");
        Path aside = directory.path().resolve("aside");
        Files.move(log, aside);
        Files.createDirectory(log);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(store::sync).isInstanceOf(StateException.class);
        }
        Files.delete(log);
        Files.move(aside, log);
        store.append(putAt(200, table("t", "a", "b", "c")));

        store.sync();
        store.sync();

        assertThat(restarted().load(position(200)).model().table("crm", "t")).isEqualTo(table("t", "a", "b", "c"));
        assertThat(restarted().load(position(100)).model().table("crm", "t")).isEqualTo(table("t", "a", "b"));
    }

    @Test
    void shouldMakeOneFileOfBothWhenTheLogHasOutgrownTheOther() throws IOException {
        DefinitionStore store = new DefinitionStore(directory, 1000);
        store.save(state(table("t", "c0")));
        for (int n = 1; n <= 40; n++) {
            store.append(putAt(n * 100, table("t", "c" + n)));
            store.sync();
            store.fold(position(n * 100 - 100));
        }

        try (var files = Files.list(directory.path())) {
            assertThat(files.filter(file -> file.getFileName().toString().endsWith(".log"))).hasSize(1)
                .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(3000));
        }
        assertThat(restarted().load(position(4000)).model().table("crm", "t")).isEqualTo(table("t", "c40"));
        assertThat(restarted().load(position(3900)).model().table("crm", "t")).isEqualTo(table("t", "c39"));
    }

    @Test
    void shouldWriteALineForAStatementHoweverManyTablesThereAre() throws IOException {
        DefinitionStore store = restarted();
        store.save(state(IntStream.range(0, 100_000).mapToObj(n -> table("t" + n, "a", "b", "c"))
            .toArray(TableModel[]::new)));
        long base = Files.size(directory.path().resolve("schemas"));
        store.append(putAt(100, table("t7", "a", "b")));
        store.sync();
        store.fold(position(100));

        assertThat(Files.size(directory.path().resolve("schemas"))).isEqualTo(base);
        assertThat(Files.size(directory.path().resolve("schemas.1.log"))).isLessThan(2000);
        assertThat(restarted().load(position(100)).model().table("crm", "t7")).isEqualTo(table("t7", "a", "b"));
    }

    @Test
    void shouldPassOverAnAppendThatWasCutOff() throws IOException {
        DefinitionStore store = restarted();
        store.save(state(table("t", "a")));
        store.append(putAt(100, table("t", "a", "b")));
        store.sync();
        Path log = directory.path().resolve("schemas.1.log");
        Files.writeString(log, "00000000 {\"at\":", StandardOpenOption.APPEND);

        DefinitionStore after = restarted();
        assertThat(after.load(position(100)).model().table("crm", "t")).isEqualTo(table("t", "a", "b"));
        after.append(putAt(200, table("t", "z")));
        after.sync();
        assertThat(restarted().load(position(200)).model().table("crm", "t")).isEqualTo(table("t", "z"));
    }

    @Test
    void shouldNameADamagedOrMissingFileAndLeaveIt() throws IOException {
        restarted().save(state(MEMBERS));
        DefinitionStore writer = restarted();
        writer.load(position(4));
        writer.append(putAt(100, table("t", "a")));
        writer.sync();
        Path log = directory.path().resolve("schemas.1.log");
        byte[] whole = Files.readAllBytes(log);
        byte[] damaged = whole.clone();
        damaged[damaged.length - 5] ^= 1;
        Files.write(log, damaged);
        assertThatThrownBy(() -> restarted().load(position(4))).isInstanceOf(StateException.class)
            .hasMessageContaining(log.toString()).hasMessageContaining("checksum");
        Files.delete(log);
        assertThatThrownBy(() -> restarted().load(position(4))).isInstanceOf(StateException.class)
            .hasMessageContaining("missing");
        Files.write(log, whole);

        Path file = directory.path().resolve("schemas");
        byte[] content = Files.readAllBytes(file);
        content[content.length - 5] ^= 1;
        Files.write(file, content);
        DefinitionStore store = restarted();
        assertThatThrownBy(() -> store.load(position(4))).isInstanceOf(StateException.class)
            .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> store.save(state())).isInstanceOf(StateException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void shouldReadWhatAnEarlierReleaseKeptAndReplaceIt() {
        String first = """
            {"tables":[{"database":"crm","name":"t","key":[1],"hidden":[1],"columns":[
            {"name":"a","type":"INT","unsigned":true,"nullable":false,"length":0,"scale":0,"collation":63,
            "charset":"binary","labels":[]},{"name":"b","type":"ENUM","unsigned":false,"nullable":false,"length":0,
            "scale":0,"collation":45,"charset":"utf8mb4","labels":["x","y"]}]},
            {"database":"crm","name":"old","outdated":"'ALTER' at b:4","key":[],"columns":[]}]}""";
        directory.file("schemas", "schemas", 1).write(first.getBytes(StandardCharsets.UTF_8));

        SchemaState loaded = restarted().load(position(4));

        assertThat(loaded.isApproximate()).isTrue();
        TableDescriptor table = loaded.model().table("crm", "t").descriptor();
        assertThat(table.columns()).extracting(ColumnDescriptor::name).containsExactly("a", "b");
        assertThat(table.keyColumn(0)).isOne();
        assertThat(table.hiddenColumn(0)).isOne();
        assertThat(table.column(1).labels()).containsExactly("x", "y");
        assertThat(loaded.model().lostReason(new TableName("crm", "old"))).contains("'ALTER' at b:4");

        restarted().save(state(MEMBERS));
        assertThat(restarted().load(position(4)).isApproximate()).isFalse();
    }

    @Test
    void shouldDeleteAllOfIt() throws IOException {
        DefinitionStore store = restarted();
        store.save(state(MEMBERS));
        store.save(state(MEMBERS));
        restarted().delete();

        assertThat(restarted().load(position(4))).isNull();
        try (var files = Files.list(directory.path())) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("lock");
        }
    }
}
