package com.passkit.cdc.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.testing.BinlogWriter;

import static org.assertj.core.api.Assertions.assertThat;

class DecodeCommandTest {

    private static final String NAME = "mysql-8.0-full-metadata.binlog";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final CliRun run = new CliRun();
    private byte[] bytes;
    private Path file;

    @BeforeEach
    void copyTheRecordedFile() throws IOException {
        bytes = recorded(NAME);
        file = Files.write(directory.resolve(NAME), bytes);
    }

    private static byte[] recorded(String name) throws IOException {
        try (InputStream in = DecodeCommandTest.class.getResourceAsStream("/binlogs/" + name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void shouldPrintAnEventALine() throws IOException {
        assertThat(run.execute("decode", "--name", "loyalty", file.toString())).isZero();

        List<JsonNode> events = new ArrayList<>();
        for (String line : run.outLines()) {
            events.add(JSON.readTree(line));
        }
        assertThat(events).isNotEmpty().allSatisfy(event -> {
            assertThat(event.path("op").asText()).isIn("c", "u", "d", "t");
            assertThat(event.path("source").path("connector").asText()).isEqualTo("loyalty");
            assertThat(event.path("source").path("file").asText()).isEqualTo(NAME);
        });
        assertThat(events.stream().map(event -> event.path("id").asText()).toList()).doesNotHaveDuplicates();
        assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 0 (done): " + events.size()
            + " events, last position " + NAME + ':');
    }

    @Test
    void shouldReadStandardInput() {
        assertThat(run.in(bytes).execute("decode", "-")).isZero();
        CliRun ofFile = new CliRun();
        assertThat(ofFile.execute("decode", file.toString())).isZero();
        assertThat(run.out().replace("\"stdin\"", '"' + NAME + '"').replace("stdin:", NAME + ':'))
            .isEqualTo(ofFile.out());
    }

    @Test
    void shouldKeepToTheTablesThatAreAskedFor() throws IOException {
        assertThat(run.execute("decode", file.toString())).isZero();
        HashSet<String> tables = new HashSet<>();
        for (String line : run.outLines()) {
            JsonNode source = JSON.readTree(line).path("source");
            tables.add(source.path("db").asText() + '.' + source.path("table").asText());
        }
        String one = tables.iterator().next();
        CliRun filtered = new CliRun();

        assertThat(filtered.execute("decode", "--include", one, file.toString())).isZero();
        assertThat(filtered.outLines()).isNotEmpty().isEqualTo(run.outLines().stream()
            .filter(line -> line.contains("\"db\":\"" + one.replace(".", "\",\"table\":\"") + '"')).toList());

        CliRun none = new CliRun();
        assertThat(none.execute("decode", "--exclude", "*.*", file.toString())).isZero();
        assertThat(none.out()).isEmpty();
    }

    @Test
    void shouldListRawEvents() {
        assertThat(run.execute("decode", "--events", file.toString())).isZero();
        assertThat(run.outLines().get(0)).matches(NAME
            + ":4 \\S+Z FORMAT_DESCRIPTION server_id=\\d+ length=\\d+ end_log_pos=\\d+ flags=0x\\w+ checksum=ok");
        assertThat(run.outLines()).allMatch(line -> line.endsWith(" checksum=ok"));
        assertThat(run.lastErrLine()).isEqualTo("passkit-cdc: exit 0 (done): " + run.outLines().size()
            + " events listed");
    }

    @Test
    void shouldListEventsWhoseChecksumDoesNotFit() throws IOException {
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        assertThat(run.execute("decode", "--events", file.toString())).isEqualTo(2);
        List<String> lines = run.outLines();
        assertThat(lines.get(lines.size() - 1)).endsWith(" checksum=mismatch");
        assertThat(run.lastErrLine()).isEqualTo("passkit-cdc: exit 2 (usage or configuration): 1 of " + lines.size()
            + " events have a checksum that does not fit their bytes (expected: whole binlog files)");
    }

    @Test
    void shouldStopAtDamageAndSayWhere() throws IOException {
        CliRun whole = new CliRun();
        whole.execute("decode", file.toString());
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 40));

        assertThat(run.execute("decode", file.toString())).isEqualTo(2);
        assertThat(whole.out()).startsWith(run.out());
        assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 2 (usage or configuration): " + file + ": ")
            .contains(NAME + ':');
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-5.7-gtid", "mysql-8.0-full-metadata", "mysql-9-compressed"})
    void shouldPrintWholeTransactionsOnlyWhereverAFileBreaksOff(String fixture) throws IOException {
        byte[] recorded = recorded(fixture + ".binlog");
        CliRun whole = new CliRun();
        assertThat(whole.in(recorded).execute("decode", "-")).isZero();
        for (int length = 5; length < recorded.length; length += 397) {
            CliRun head = new CliRun();
            int code = head.in(Arrays.copyOf(recorded, length)).execute("decode", "-");
            assertThat(whole.out()).startsWith(head.out());
            List<String> events = head.outLines();
            List<String> left = whole.outLines().subList(events.size(), whole.outLines().size());
            if (!events.isEmpty() && !left.isEmpty()) {
                String lastGtid = gtid(events.get(events.size() - 1));
                assertThat(gtid(left.get(0))).as("cut at %d", length).isNotEqualTo(lastGtid);
            }
            if (code != 0) {
                assertThat(code).isEqualTo(2);
                assertThat(head.lastErrLine()).as("cut at %d", length).contains("stdin:")
                    .containsPattern("\\[(last whole transaction ends at \\d+|no event is whole)").contains("; "
                        + events.size() + " events");
            }
        }
    }

    @Test
    void shouldNameTheLastWholeTransactionOfAFileThatEndsInsideOne() throws IOException {
        CliRun listing = new CliRun();
        listing.execute("decode", "--events", file.toString());
        List<String> lines = listing.outLines();
        String lastXid = lines.stream().filter(line -> line.contains(" XID ")).reduce((a, b) -> b).orElseThrow();
        String lastGtid = lines.subList(0, lines.indexOf(lastXid)).stream().filter(line -> line.contains(" GTID "))
            .reduce((a, b) -> b).orElseThrow();
        Files.write(file, Arrays.copyOf(bytes, start(lastXid)));

        assertThat(run.execute("decode", file.toString())).isEqualTo(2);
        assertThat(run.lastErrLine()).contains("BinlogFile.transaction: " + NAME + ':' + start(lastXid)
            + ": the file ends inside the one that begins at " + start(lastGtid) + " (expected: its commit)")
            .containsPattern("last whole transaction ends at " + start(lastGtid) + ", gtid \\S+:\\d+]")
            .containsPattern("last position " + NAME + ':' + start(lastGtid) + ", gtid \\S+:\\d+; 1 events of a "
                + "transaction without an end are left out$");
    }

    private static int start(String listed) {
        return Integer.parseInt(listed.substring(NAME.length() + 1, listed.indexOf(' ')));
    }

    private static String gtid(String event) throws IOException {
        return JSON.readTree(event).path("source").path("gtid").asText();
    }

    @Test
    void shouldReadCompressedFiles() throws IOException {
        run.execute("decode", file.toString());
        ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(gzipped)) {
            gzip.write(bytes);
        }
        byte[] zstd = Zstd.compress(bytes);
        Path gzipFile = Files.write(directory.resolve(NAME + ".gz"), gzipped.toByteArray());
        Path zstdFile = Files.write(directory.resolve(NAME + ".zst"), zstd);

        for (Path packed : List.of(gzipFile, zstdFile)) {
            CliRun ofPacked = new CliRun();
            assertThat(ofPacked.execute("decode", packed.toString())).isZero();
            assertThat(ofPacked.out()).isEqualTo(run.out());
            CliRun listing = new CliRun();
            assertThat(listing.execute("decode", "--events", packed.toString())).isZero();
            assertThat(listing.outLines()).allMatch(line -> line.startsWith(NAME + ':') && line.endsWith("=ok"));
        }
        for (byte[] packed : List.of(gzipped.toByteArray(), zstd)) {
            CliRun ofStdin = new CliRun();
            assertThat(ofStdin.in(packed).execute("decode", "-")).isZero();
            assertThat(ofStdin.outLines()).hasSameSizeAs(run.outLines());
        }
    }

    @Test
    void shouldHoldATransactionThatIsLargerThanItsMemory() throws IOException {
        int rowCount = 9;
        byte[] value = new byte[1 << 20];
        Arrays.fill(value, (byte) 'x');
        BinlogWriter writer = BinlogWriter.file().formatDescription();
        for (int transaction = 0; transaction < 2; transaction++) {
            writer.gtid(UUID.fromString("5ca1ab1e-0000-11e6-8000-0123456789ab"), transaction + 1).query("", "BEGIN")
                .tableMap(1, "db", "t", new byte[] {(byte) 252}, new byte[] {4}, new byte[0])
                .rows(EventType.WRITE_ROWS, 1, 1, rows -> {
                    for (int row = 0; row < rowCount; row++) {
                        rows.writeByte(0).writeIntLE(value.length).writeBytes(value);
                    }
                });
            if (transaction == 0) {
                writer.xid(1);
            }
        }

        assertThat(run.in(writer.toByteArray()).execute("decode", "-")).isEqualTo(2);
        assertThat(run.outLines()).hasSize(rowCount).allMatch(line -> line.contains(":1/") && line.endsWith("}}"));
        assertThat(run.lastErrLine()).contains("; 9 events, last position stdin:")
            .endsWith("; 9 events of a transaction without an end are left out");
    }

    @Test
    void shouldSayThatAFileIsEncrypted() throws IOException {
        bytes[0] = (byte) 0xfd;
        Files.write(file, bytes);

        for (String[] command : new String[][] {{"decode", file.toString()}, {"decode", "--events", file.toString()}}) {
            CliRun encrypted = new CliRun();
            assertThat(encrypted.execute(command)).isEqualTo(2);
            assertThat(encrypted.lastErrLine()).contains("this file is encrypted by binlog_encryption");
        }
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        Path missing = directory.resolve("none");

        assertThat(run.execute("decode", missing.toString())).isEqualTo(2);
        assertThat(run.lastErrLine()).isEqualTo("passkit-cdc: exit 2 (usage or configuration): " + missing
            + ": not a readable file (expected: a binlog file, or - for stdin)");
    }
}
