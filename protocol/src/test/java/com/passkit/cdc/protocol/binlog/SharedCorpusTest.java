package com.passkit.cdc.protocol.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogText;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Binlogs of many servers, kept beside the checkout; absent elsewhere. */
class SharedCorpusTest {

    private static final Path DIRECTORY = Path.of("../../shared/binlogs");

    @BeforeAll
    static void requireCorpus() {
        Assumptions.assumeTrue(Files.isDirectory(DIRECTORY), "no corpus beside the checkout");
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    private static List<String> read(String name) throws IOException {
        BinlogText text = new BinlogText();
        try (BinlogFileReader reader = BinlogFileReader.of(open(DIRECTORY.resolve(name)), name, TableDefinitions.NONE,
            text)) {
            assertThat(reader.read()).isEqualTo(Demand.CONTINUE);
        }
        return text.lines();
    }

    @Test
    void shouldListEveryEventOfTheManifest() throws IOException {
        List<String> manifest = Files.readAllLines(DIRECTORY.resolve("MANIFEST.tsv"));
        for (String line : manifest.subList(1, manifest.size())) {
            String[] fields = line.split("\t");
            String name = fields[1].substring(fields[1].lastIndexOf('/') + 1);
            if (name.contains("truncated")) {
                continue;
            }
            Path file = DIRECTORY.resolve(name);
            Map<ChecksumVerdict, Integer> verdicts = new HashMap<>();
            try (BinlogFileListing listing = BinlogFileListing.of(open(file), name)) {
                listing.forEach(event -> verdicts.merge(event.checksum(), 1, Integer::sum));
            }
            int events = Integer.parseInt(fields[6]);
            assertThat(verdicts).as(name).isEqualTo(fields[5].equals("CRC32") ? Map.of(ChecksumVerdict.OK, events)
                : Map.of(ChecksumVerdict.NONE, events));
        }
    }

    @Test
    void shouldReadEveryRow() throws IOException {
        List<String> sums = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".tsv") || name.contains("truncated") || name.startsWith("json")) {
                    continue;
                }
                long rows = read(name).stream().filter(line -> line.matches("  (INSERT|UPDATE|DELETE) .*")).count();
                sums.add(name + ' ' + rows);
            }
        }
        assertThat(sums).containsExactly(
            "binlog_56_gtid_reserved_word.000001 1",
            "binlog_transaction_with_GTID_TAG.000001 1",
            "binlog_transaction_with_anonymous_GTID.000001 0",
            "mariadb-bin.000001 2",
            "minimal_row_metadata.000001 1",
            "mysql-bin.checksum-crc32 63",
            "mysql-bin.checksum-none 36",
            "mysql-bin.sakila.gz 47273",
            "mysql-enum-string-set.000001 3",
            "mysql_type_bit.000001 1",
            "transaction_compression.000001 1");
    }

    @Test
    void shouldReadTaggedGtid() throws IOException {
        assertThat(read("binlog_transaction_with_GTID_TAG.000001")).contains(
            "  previous '55778904-0299-11f1-b1b8-4ef0c4956feb:1-13:mytag:1-2'",
            "  gtid 55778904-0299-11f1-b1b8-4ef0c4956feb:mytag:3 committed 1770368687207196 length 296 version 90600",
            "  INSERT test.orders row 0 after {@1=3, @2=100, @3=250.00}");
    }

    @Test
    void shouldUnpackCompressedTransaction() throws IOException {
        assertThat(read("transaction_compression.000001")).containsSubsequence(
            "274..431 TRANSACTION_PAYLOAD checksum OK",
            "274..431 QUERY checksum OK",
            "  query [test] BEGIN",
            "  INSERT test.tb1 row 0 after {@1=1}",
            "274..431 XID checksum OK",
            "431..475 ROTATE checksum OK");
    }

    @Test
    void shouldStopAtAPartialUpdateOfADocumentThatIsNotLogged() {
        assertThatThrownBy(() -> read("json.binlog.000001")).isInstanceOf(UnsupportedFeatureException.class)
            .hasMessageContaining("json.binlog.000001:3750: table `mysql`.`t`, column `@2`")
            .hasMessageContaining("binlog_row_image=FULL");
    }

    @Test
    void shouldSayWhereAFileBreaksOff() {
        assertThatThrownBy(() -> read("binlog_truncated_event.000001")).isInstanceOf(MalformedPacketException.class)
            .hasMessageContaining("binlog_truncated_event.000001:4: the file breaks off after 10 bytes");
    }
}
