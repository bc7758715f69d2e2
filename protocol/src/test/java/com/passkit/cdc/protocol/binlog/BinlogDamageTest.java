package com.passkit.cdc.protocol.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.RowText;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded file, cut at every byte and with every byte changed. */
class BinlogDamageTest {

    private static final int FIRST_EVENT = 4;
    private static final int SMALL_FILE_LENGTH = 8_000;
    private static final int LARGE_FILE_STEP = 31;
    private static final Pattern LAST_WHOLE = Pattern.compile("\\[last whole transaction ends at (\\d+)(, gtid \\S+)?]");
    /** What servers before 5.6 and {@code binlog_checksum=NONE} leave unprotected. */
    private static final int CHECKSUM_LENGTH = 4;

    static List<Path> files() throws IOException {
        return BinlogCorpusTest.files();
    }

    /** Rows by place, and where transactions end by what begins behind them. */
    private static final class Rows implements BinlogHandler {

        private final List<String> rows = new ArrayList<>();
        private final TreeSet<Long> ends = new TreeSet<>();
        private final RowText text = new RowText();
        private boolean isReading;
        private boolean isOpen;
        private boolean hasGtids;

        @Override
        public void onEvent(EventView event) {
            switch (event.header().type()) {
                case FORMAT_DESCRIPTION, PREVIOUS_GTIDS, MARIADB_GTID_LIST, MARIADB_BINLOG_CHECKPOINT -> ends.add(event.endPosition());
                case GTID, ANONYMOUS_GTID, GTID_TAGGED_LOG, MARIADB_GTID -> {
                    hasGtids = true;
                    ends.add(event.startPosition());
                }
                case ROTATE, STOP -> ends.add(event.startPosition());
                case XID -> {
                    ends.add(event.endPosition());
                    isOpen = false;
                }
                default -> {
                }
            }
        }

        @Override
        public Demand onQuery(EventView event, QueryEventFlyweight body) {
            if (body.isSql("BEGIN")) {
                isOpen = true;
            } else if (!hasGtids && (!isOpen || body.isSql("COMMIT"))) {
                ends.add(event.endPosition());
                isOpen = false;
            }
            return Demand.CONTINUE;
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            if (isReading) {
                text.of(row.before() == null ? row.after() : row.before());
            }
            rows.add(event.startPosition() + "/" + row.rowIndex());
            return Demand.CONTINUE;
        }
    }

    /** Every byte of a small file; larger ones are gone through in steps, as the time grows with the square. */
    private static int step(byte[] bytes) {
        return bytes.length <= SMALL_FILE_LENGTH ? 1 : LARGE_FILE_STEP;
    }

    private static MySqlException read(byte[] bytes, BinlogHandler handler) {
        try (BinlogFileReader reader = BinlogFileReader.of(new ByteArrayInputStream(bytes), "fixture",
            TableDefinitions.NONE, handler)) {
            assertThat(reader.read()).isEqualTo(Demand.CONTINUE);
            return null;
        } catch (MySqlException e) {
            return e;
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldDeliverWhatIsWholeWhereverItBreaksOff(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Rows whole = new Rows();
        assertThat(read(bytes, whole)).isNull();
        whole.ends.add((long) bytes.length);
        for (int length = 0; length <= bytes.length; length += step(bytes)) {
            Rows head = new Rows();
            MySqlException error = read(Arrays.copyOf(bytes, length), head);
            assertThat(whole.rows.subList(0, head.rows.size())).as("cut at %d", length).isEqualTo(head.rows);
            Long end = whole.ends.floor((long) length);
            if (length == FIRST_EVENT || end != null && end == length) {
                assertThat(error).as("cut at %d, between transactions", length).isNull();
            } else {
                requireReport(error, end, length);
            }
        }
    }

    private static void requireReport(MySqlException error, Long end, int length) {
        assertThat(error).as("cut at %d", length).isNotNull();
        String place = length < FIRST_EVENT ? "fixture: " : "fixture:\\d+: ";
        assertThat(error.getMessage()).as("cut at %d", length)
            .matches("(?s)BinlogFile\\.(magic|event|transaction): " + place + ".*\\(expected: .*\\) \\[.*]");
        if (end == null) {
            assertThat(error).hasMessageEndingWith("[no event is whole]");
            return;
        }
        Matcher lastWhole = LAST_WHOLE.matcher(error.getMessage());
        assertThat(lastWhole.find()).as(error.getMessage()).isTrue();
        assertThat(Long.parseLong(lastWhole.group(1))).as("cut at %d: %s", length, error.getMessage()).isEqualTo(end);
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldStopInWordsWhicheverByteIsChanged(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        boolean hasChecksums = hasChecksums(file);
        for (int i = FIRST_EVENT; i < bytes.length; i += step(bytes)) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (1 + i % 0xff);
            MySqlException error = read(damaged, new Rows());
            if (error == null) {
                assertThat(hasChecksums).as("damage at %d went unnoticed", i).isFalse();
            } else {
                assertThat(error.getMessage()).as("damage at %d", i).contains("fixture:");
            }
        }
    }

    /** A checksum that fits proves no good will: whoever wrote the bytes may have written it, too. */
    @ParameterizedTest
    @MethodSource("files")
    void shouldStopInWordsWhenTheChecksumFitsTheDamage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        boolean hasChecksums = hasChecksums(file);
        List<int[]> events = new ArrayList<>();
        try (BinlogFileListing listing = BinlogFileListing.open(file)) {
            listing.forEach(event -> events.add(new int[] {
                (int) event.startPosition(), (int) event.endPosition(), event.header().typeRaw()}));
        }
        int stops = 0;
        for (int[] event : events) {
            boolean isFormat = event[2] == EventType.FORMAT_DESCRIPTION.code();
            for (int i = event[0] + EventHeaderFlyweight.LENGTH; i < event[1] - CHECKSUM_LENGTH; i += step(bytes)) {
                byte[] damaged = bytes.clone();
                damaged[i] ^= (byte) (1 + i % 0xff);
                if (hasChecksums && !isFormat) {
                    repair(damaged, event[0], event[1]);
                }
                Rows rows = new Rows();
                rows.isReading = true;
                MySqlException error = read(damaged, rows);
                if (error != null) {
                    stops++;
                    assertThat(error.getMessage()).as("damage at %d", i).contains("fixture:");
                }
            }
        }
        assertThat(stops).isPositive();
    }

    private static boolean hasChecksums(Path file) {
        List<ChecksumVerdict> verdicts = new ArrayList<>();
        try (BinlogFileListing listing = BinlogFileListing.open(file)) {
            listing.forEach(event -> verdicts.add(event.checksum()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return !verdicts.contains(ChecksumVerdict.NONE);
    }

    private static void repair(byte[] bytes, int start, int end) {
        CRC32 crc = new CRC32();
        crc.update(bytes, start, end - CHECKSUM_LENGTH - start);
        for (int i = 0; i < CHECKSUM_LENGTH; i++) {
            bytes[end - CHECKSUM_LENGTH + i] = (byte) (crc.getValue() >>> Byte.SIZE * i);
        }
    }
}
