package com.passkit.cdc.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

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
        try (InputStream in = DecodeCommandTest.class.getResourceAsStream("/binlogs/" + NAME)) {
            bytes = in.readAllBytes();
        }
        file = Files.write(directory.resolve(NAME), bytes);
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

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        Path missing = directory.resolve("none");

        assertThat(run.execute("decode", missing.toString())).isEqualTo(2);
        assertThat(run.lastErrLine()).isEqualTo("passkit-cdc: exit 2 (usage or configuration): " + missing
            + ": not a readable file (expected: a binlog file, or - for stdin)");
    }
}
