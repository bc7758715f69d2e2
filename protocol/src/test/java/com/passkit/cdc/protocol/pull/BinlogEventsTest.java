package com.passkit.cdc.protocol.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;

import com.passkit.cdc.protocol.binlog.BinlogFileReader;
import com.passkit.cdc.protocol.binlog.RowChangeKind;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.owned.Geometry;
import com.passkit.cdc.protocol.row.owned.OwnedRow;
import com.passkit.cdc.protocol.testing.BinlogText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded files, pulled. */
class BinlogEventsTest {

    private static final Path DIRECTORY = Path.of("src/test/resources/binlogs");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".binlog")).sorted().toList();
        }
    }

    private static List<BinlogItem> pull(Path file) throws IOException {
        List<BinlogItem> items = new ArrayList<>();
        try (BinlogEvents events = BinlogEvents.ofFile(file, TableDefinitions.NONE)) {
            events.forEach(items::add);
            assertThat(events.isExhausted()).isTrue();
            assertThat(events.next()).isNull();
        }
        return items;
    }

    private static List<RowEvent> rows(String file, String table) throws IOException {
        return pull(DIRECTORY.resolve(file)).stream().filter(RowEvent.class::isInstance).map(RowEvent.class::cast)
            .filter(row -> row.table().name().equals(table)).toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldHandOutWhatTheHandlerGets(Path file) throws IOException {
        BinlogText pushed = new BinlogText();
        try (BinlogFileReader reader = BinlogFileReader.open(file, TableDefinitions.NONE, pushed)) {
            reader.read();
        }
        List<BinlogItem> items = pull(file);
        assertThat(items.stream().filter(RowEvent.class::isInstance).map(RowEvent.class::cast)
            .map(row -> "  " + row.kind() + ' ' + row.table() + " row " + row.rowIndex()).toList())
            .isEqualTo(pushed.lines().stream().filter(line -> line.contains(" row "))
                .map(line -> line.replaceAll("( row \\d+).*", "$1")).toList());
        assertThat(items.get(items.size() - 1)).isInstanceOf(TransactionEndEvent.class);
        boolean isInside = false;
        for (BinlogItem item : items) {
            assertThat(item.position()).isPositive();
            isInside |= item instanceof RowEvent;
            if (item instanceof TransactionEndEvent end) {
                assertThat(end.end().offset()).isGreaterThan(end.position());
                isInside = false;
            }
        }
        assertThat(isInside).isFalse();
    }

    @Test
    void shouldNameTheTransactionOfEveryItem() throws IOException {
        List<BinlogItem> items = pull(DIRECTORY.resolve("mysql-5.7-gtid.binlog"));
        int number = 1;
        for (BinlogItem item : items) {
            assertThat(item.transaction()).hasToString("5ca1ab1e-0000-11e6-8000-0123456789ab:" + number);
            number += item instanceof TransactionEndEvent ? 1 : 0;
        }
        assertThat(number).isGreaterThan(20);
    }

    @Test
    void shouldOwnValuesOfEveryType() throws IOException {
        RowEvent numbers = rows("mysql-8.0-full-metadata.binlog", "numbers").get(0);
        assertThat(numbers.kind()).isEqualTo(RowChangeKind.INSERT);
        assertThat(numbers.before()).isNull();
        assertThat(numbers.after().toMap().values()).containsExactly(1L, -128L, 255L, -32768L, 65535L, -8388608L,
            16777215L, -2147483648L, Long.MIN_VALUE, new BigInteger("18446744073709551615"), 1.5f, -2.25,
            new BigDecimal("-0.000000001"), new BigDecimal("999.99"), true, -1L, 1901L);
        List<RowEvent> times = rows("mysql-8.0-full-metadata.binlog", "times");
        assertThat(times.get(0).after().toMap().values()).containsExactly(1L, LocalDate.of(2026, 11, 23),
            Duration.ofHours(-838).minusMinutes(59).minusSeconds(59), Duration.ofMillis(-1),
            LocalDateTime.of(1000, 1, 1, 0, 0), LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
            Instant.ofEpochSecond(1), Instant.parse("2038-01-19T03:14:07.999999Z"));
        assertThat(times.get(1).after().toMap().values()).containsExactly(2L, "0000-00-00",
            Duration.ofHours(838).plusMinutes(59).plusSeconds(59), Duration.parse("PT12H34M56.789S"),
            "0000-00-00 00:00:00", "2024-00-15 01:02:03.400000", "0000-00-00 00:00:00", null);
        OwnedRow texts = rows("mysql-8.0-full-metadata.binlog", "texts").get(0).after();
        assertThat(texts.get("c")).isEqualTo("café");
        assertThat(texts.get("V")).isEqualTo("Zoë");
        assertThat(texts.get("bn")).isEqualTo(new byte[] {1, 2, 0, 0, 0, 0, 0, 0});
        assertThat(texts.get("e")).isEqualTo("");
        assertThat(texts.get("s")).isEqualTo(Set.of("a", "ç"));
        assertThat(texts.get("j")).isEqualTo("{\"k\":[1,2.5,\"x\",null,true]}");
        assertThatThrownBy(() -> texts.get("none")).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("column: none");
        OwnedRow place = rows("mysql-8.0-full-metadata.binlog", "places").get(0).after();
        assertThat(place.get("p")).isInstanceOfSatisfying(Geometry.class, point -> {
            assertThat(point.srid()).isZero();
            assertThat(point.wkb()).hasSize(21).startsWith(1, 1, 0, 0, 0);
        });
        OwnedRow modern = rows("mysql-9-compressed.binlog", "modern").get(0).after();
        assertThat(modern.get("v")).isEqualTo(new float[] {1, 2.5f, -3});
        assertThat(modern.get("tags")).isEqualTo("[1,2,3]");
    }

    @Test
    void shouldLeaveOutWhatTheServerDidNotLog() throws IOException {
        RowEvent update = rows("mysql-5.7-minimal-image.binlog", "numbers").stream()
            .filter(row -> row.kind() == RowChangeKind.UPDATE).findFirst().orElseThrow();
        assertThat(update.before().toMap().keySet()).containsExactly("@1");
        assertThat(update.after().isPresent(0)).isFalse();
        assertThat(update.after().get(0)).isNull();
        assertThat(update.after().toMap().keySet()).containsExactly("@2", "@17");
    }

    @Test
    void shouldThrowBehindTheItemsThatAreWhole() throws IOException {
        Path file = DIRECTORY.resolve("mysql-5.7-gtid.binlog");
        byte[] bytes = Files.readAllBytes(file);
        List<BinlogItem> whole = pull(file);
        List<BinlogItem> items = new ArrayList<>();
        try (BinlogEvents events = BinlogEvents.of(new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length - 30)),
            "mysql-5.7-gtid.binlog", TableDefinitions.NONE)) {
            assertThatThrownBy(() -> events.forEach(items::add)).isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("last whole transaction ends at");
        }
        assertThat(items).hasSizeGreaterThan(20).isEqualTo(whole.subList(0, items.size()));
    }

    @Test
    void shouldEndItsIterator() {
        try (BinlogEvents events = BinlogEvents.of(new ByteArrayInputStream(new byte[] {(byte) 0xfe, 'b', 'i', 'n'}),
            "empty", TableDefinitions.NONE)) {
            assertThat(events.iterator().hasNext()).isFalse();
            assertThatThrownBy(events.iterator()::next).isInstanceOf(NoSuchElementException.class);
            assertThat(events.next(Duration.ofMillis(1))).isNull();
        }
    }
}
