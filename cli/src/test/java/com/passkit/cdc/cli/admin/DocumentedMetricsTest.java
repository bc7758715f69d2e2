package com.passkit.cdc.cli.admin;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.passkit.cdc.cli.Readme;
import com.passkit.cdc.cli.config.ConfigFile;
import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.config.ConfigSettings;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.CdcEngine;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;
import com.passkit.cdc.snapshot.progress.TableProgress;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentedMetricsTest {

    @TempDir
    Path directory;

    @Test
    void shouldNameEveryMetricOnceInTheReadme() throws IOException {
        List<String> documented = Readme.rows("Watching a connector").stream().map(row -> row.get(0)).toList();

        assertThat(documented).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(shown());
    }

    /** Of an engine whose source does not answer. */
    private Set<String> shown() throws IOException {
        try (ServerSocket silent = new ServerSocket(0); MeterPage page = new MeterPage();
            CdcEngine engine = CdcEngine.launch(config(silent.getLocalPort()))) {
            engine.metrics().bindTo(page.registry());
            new SnapshotTableMeters("it", page).update(new SnapshotReport(SnapshotProgress.of(
                List.of(new TableProgress("shop.members", TableProgress.State.READING, 1, 2, 3, 4))), Pace.NONE,
                List.of(Pace.NONE)));
            return page.text().lines().filter(line -> line.startsWith("passkit_"))
                .map(line -> line.replaceAll("[{ ].*", "")).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private CdcConfig config(int port) throws IOException {
        String yaml = "{source: {port: " + port + ", user: cdc, password: ''},"
            + " publish: {endpoint: 'http://127.0.0.1:9/', stopTimeout: 0s}}";
        Path file = Files.writeString(directory.resolve("test.yaml"), yaml);
        return new ConfigReader(new ConfigSettings(new HashMap<>(), Map.of(), ConfigFile.read(file))).cdc();
    }
}
