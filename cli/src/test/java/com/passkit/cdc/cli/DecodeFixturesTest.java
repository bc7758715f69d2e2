package com.passkit.cdc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.passkit.cdc.runtime.ProductVersion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Files recorded from real servers, see {@code record.sh} beside them, against the events that are expected of them,
 * byte for byte. A file that stops, as its changes were logged as statements, ends with why.
 */
class DecodeFixturesTest {

    private static final Path DIRECTORY = Path.of("../protocol/src/test/resources/binlogs");
    private static final String VERSION = "\"version\":\"" + ProductVersion.current() + '"';
    private static final String ANY_VERSION = "\"version\":\"*\"";

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".binlog")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldPrintWhatIsExpected(Path file) throws IOException {
        CliRun run = new CliRun();
        int code = run.execute("decode", "--name", "fixture", file.toString());
        String printed = run.out().replace(VERSION, ANY_VERSION)
            + (code == 0 ? "" : run.lastErrLine().replace(DIRECTORY + "/", "") + '\n');
        Path expected = file.resolveSibling(file.getFileName().toString().replace(".binlog", ".ndjson"));
        if (Boolean.getBoolean("binlogs.write")) {
            Files.writeString(expected, printed);
            fail("written anew: read it against the SQL");
        }
        assertThat(printed).isEqualTo(Files.readString(expected));
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldListEveryEvent(Path file) {
        CliRun run = new CliRun();
        assertThat(run.execute("decode", "--events", file.toString())).isZero();
        assertThat(run.outLines()).hasSizeGreaterThan(20).noneMatch(line -> line.contains("UNKNOWN"))
            .allMatch(line -> line.endsWith(" checksum=ok")
                || file.toString().contains("minimal-image") && line.endsWith(" checksum=none"));
    }

    /** A recording that lost most of its statements would pass the comparison with what it was written to. */
    @Test
    void shouldHoldEveryKindOfChange() throws IOException {
        for (Path file : files()) {
            if (file.toString().contains("everything")) {
                String events = Files.readString(file.resolveSibling(
                    file.getFileName().toString().replace(".binlog", ".ndjson")));
                assertThat(events).as(file.toString()).contains("\"op\":\"c\"", "\"op\":\"u\"", "\"op\":\"d\"",
                    "\"op\":\"t\"", "\"table\":\"places\"", "\"table\":\"times\"", "\"table\":\"texts\"",
                    "18446744073709551615", "xa committed");
            }
        }
    }
}
