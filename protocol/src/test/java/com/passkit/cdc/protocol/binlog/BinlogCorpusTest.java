package com.passkit.cdc.protocol.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogText;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files recorded from real servers, see {@code record.sh} beside them, against the text that is expected of them. */
class BinlogCorpusTest {

    private static final Path DIRECTORY = Path.of("src/test/resources/binlogs");
    private static final int FIRST_EVENT = 4;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".binlog")).sorted().toList();
        }
    }

    private static BinlogFileReader reader(byte[] bytes, BinlogHandler handler) {
        return BinlogFileReader.of(new ByteArrayInputStream(bytes), "fixture", TableDefinitions.NONE, handler);
    }

    /** Finds every row, and prints none. */
    private static void scan(byte[] bytes) {
        try (BinlogFileReader reader = reader(bytes, (event, row) -> Demand.CONTINUE)) {
            assertThat(reader.read()).isEqualTo(Demand.CONTINUE);
        }
    }

    private static List<String> read(byte[] bytes, BinlogText text) {
        try (BinlogFileReader reader = reader(bytes, text)) {
            assertThat(reader.read()).isEqualTo(Demand.CONTINUE);
        }
        return text.lines();
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldReadWhatIsExpected(Path file) throws IOException {
        List<String> lines = read(Files.readAllBytes(file), new BinlogText());
        Path expected = file.resolveSibling(file.getFileName().toString().replace(".binlog", ".txt"));
        if (Boolean.getBoolean("binlogs.write")) {
            Files.write(expected, lines);
            fail("written anew: read it against the SQL");
        }
        assertThat(lines).containsExactlyElementsOf(Files.readAllLines(expected));
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldReadTheSameWhenPausedAtEveryRow(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<String> expected = read(bytes, new BinlogText());
        BinlogText text = new BinlogText().pausing(true);
        int pauses = 0;
        try (BinlogFileReader reader = reader(bytes, text)) {
            int before = 0;
            while (reader.read() == Demand.PAUSE) {
                pauses++;
                long rows = text.lines().subList(before, text.lines().size()).stream()
                    .filter(line -> line.contains(" row ") || line.startsWith("  query")).count();
                assertThat(rows).isEqualTo(1);
                before = text.lines().size();
            }
        }
        assertThat(pauses).isGreaterThan(20);
        assertThat(text.lines()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldCountTheRowsOfTablesThatAreNotWanted(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        long rows = read(bytes, new BinlogText()).stream().filter(line -> line.contains(" row ")).count();
        List<String> lines = read(bytes, new BinlogText().wanting(false));
        assertThat(lines).noneMatch(line -> line.contains(" row "));
        assertThat(lines.stream().filter(line -> line.startsWith("  skipped "))
            .mapToLong(line -> Long.parseLong(line.substring("  skipped ".length()))).sum()).isEqualTo(rows);
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldAskForAnotherConnectionWhenAChecksumFails(Path file) throws IOException {
        if (file.toString().contains("minimal-image")) {
            return;
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        List<Long> starts = new ArrayList<>();
        try (BinlogFileListing listing = BinlogFileListing.open(file)) {
            listing.forEach(event -> starts.add(event.startPosition()));
        }
        long last = starts.get(starts.size() - 1);
        assertThatThrownBy(() -> read(bytes, new BinlogText())).isInstanceOfSatisfying(MalformedPacketException.class,
            e -> {
                assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT);
                assertThat(e).hasMessageContaining("fixture:" + last + ": Event.checksum: 0x")
                    .hasMessageContaining("event begins ");
            });
    }
}
