package com.passkit.cdc.protocol.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import com.github.luben.zstd.ZstdOutputStream;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogText;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A recorded file, compressed. */
class PackedFileTest {

    private static final Path FILE = Path.of("src/test/resources/binlogs/mysql-9-compressed.binlog");

    private static byte[] plain;
    private static List<String> expected;

    @TempDir
    private Path directory;

    private enum Packing {
        GZIP {
            @Override
            byte[] pack(byte[] bytes) throws IOException {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                    gzip.write(bytes);
                }
                return out.toByteArray();
            }
        },
        ZSTD {
            @Override
            byte[] pack(byte[] bytes) throws IOException {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (ZstdOutputStream zstd = new ZstdOutputStream(out).setChecksum(true)) {
                    zstd.write(bytes);
                }
                return out.toByteArray();
            }
        };

        abstract byte[] pack(byte[] bytes) throws IOException;
    }

    @BeforeAll
    static void readThePlainFile() throws IOException {
        plain = Files.readAllBytes(FILE);
        expected = read(new ByteArrayInputStream(plain)).lines();
    }

    private static BinlogText read(InputStream in) {
        BinlogText text = new BinlogText();
        try (BinlogFileReader reader = BinlogFileReader.of(in, "fixture", TableDefinitions.NONE, text)) {
            assertThat(reader.read()).isEqualTo(Demand.CONTINUE);
        }
        return text;
    }

    private static byte[] concat(byte[]... parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.write(part);
        }
        return out.toByteArray();
    }

    /** A pipe that has a byte at a time, and never tells whether there are more. */
    private static InputStream dripping(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void shouldReadTheSame(Packing packing) throws IOException {
        byte[] packed = packing.pack(plain);
        assertThat(read(new ByteArrayInputStream(packed)).lines()).isEqualTo(expected);
        assertThat(read(dripping(packed)).lines()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void shouldReadOnInEveryPart(Packing packing) throws IOException {
        for (int split = 0; split <= plain.length; split += 97) {
            byte[] packed = concat(packing.pack(Arrays.copyOf(plain, split)),
                packing.pack(Arrays.copyOfRange(plain, split, plain.length)));
            assertThat(read(split % 2 == 0 ? new ByteArrayInputStream(packed) : dripping(packed)).lines())
                .as("split at %d", split).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void shouldSayWhereItBreaksOff(Packing packing) throws IOException {
        byte[] packed = concat(packing.pack(Arrays.copyOf(plain, 1000)),
            packing.pack(Arrays.copyOfRange(plain, 1000, plain.length)));
        for (int length = 0; length < packed.length; length++) {
            BinlogText text = new BinlogText();
            byte[] head = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> {
                try (BinlogFileReader reader = BinlogFileReader.of(new ByteArrayInputStream(head), "fixture",
                    TableDefinitions.NONE, text)) {
                    reader.read();
                }
            }).as("cut at %d", length).isInstanceOf(MalformedPacketException.class).hasMessageContaining("fixture")
                .hasMessageMatching("(?s).* \\[(last whole transaction ends at \\d+.*|no event is whole)]");
            assertThat(expected.subList(0, text.lines().size())).isEqualTo(text.lines());
        }
    }

    /** What is not noticed changes nothing: the time or name in a gzip header, a hint in that of a frame. */
    @ParameterizedTest
    @EnumSource(Packing.class)
    void shouldStopInWordsWhicheverByteIsChanged(Packing packing) throws IOException {
        byte[] packed = packing.pack(plain);
        int unnoticed = 0;
        for (int i = 0; i < packed.length; i++) {
            for (int bit = 0; bit < Byte.SIZE; bit += 3) {
                byte[] damaged = packed.clone();
                damaged[i] ^= (byte) (1 << bit);
                try {
                    assertThat(read(new ByteArrayInputStream(damaged)).lines()).as("damage at %d", i)
                        .isEqualTo(expected);
                    unnoticed++;
                } catch (MySqlException e) {
                    assertThat(e).as("damage at %d", i).hasMessageContaining("fixture")
                        .hasMessageContaining("(expected: ");
                }
            }
        }
        assertThat(unnoticed).isLessThan(8 * 3);
    }

    static Stream<Arguments> endings() throws IOException {
        byte[] packed = Packing.GZIP.pack(Files.readAllBytes(FILE));
        return Stream.of(
            Arguments.of(concat(packed, new byte[1000]), null),
            Arguments.of(concat(packed, "garbage".getBytes()), "GzipMember.magic: fixture, compressed byte"),
            Arguments.of(concat(packed, new byte[10], "garbage".getBytes()), "(expected: 0x1f8b, a member, or the end"),
            Arguments.of(concat(packed, new byte[] {0x1f}), "the file breaks off (expected: the magic of a member)"));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void shouldPassOverPaddingOnly(byte[] packed, String message) {
        if (message == null) {
            assertThat(read(new ByteArrayInputStream(packed)).lines()).isEqualTo(expected);
        } else {
            assertThatThrownBy(() -> read(new ByteArrayInputStream(packed)))
                .isInstanceOf(MalformedPacketException.class).hasMessageContaining(message);
        }
    }

    @Test
    void shouldReadAllThatAGzipHeaderMayHold() throws IOException {
        byte[] packed = Packing.GZIP.pack(plain);
        byte[] header = {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3, 3, 0, 'a', 'b', 'c', 'n', 0, 'c', 0,
            9, 9};
        assertThat(read(new ByteArrayInputStream(concat(header, Arrays.copyOfRange(packed, 10, packed.length))))
            .lines()).isEqualTo(expected);
    }

    @Test
    void shouldPassOverSkippableFrames() throws IOException {
        byte[] skippable = {0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'};
        assertThat(read(new ByteArrayInputStream(concat(skippable, Packing.ZSTD.pack(plain), skippable))).lines())
            .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void shouldCallItByTheNameThatTheServerGaveIt(Packing packing) throws IOException {
        for (String suffix : List.of(".gz", ".zst", ".zstd", "")) {
            Path file = Files.write(directory.resolve("binlog.000007" + suffix), packing.pack(plain));
            try (BinlogFileListing listing = BinlogFileListing.open(file)) {
                listing.forEach(event -> assertThat(event.file()).isEqualTo("binlog.000007"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void shouldSayThatWhatIsPackedIsEncrypted(Packing packing) throws IOException {
        byte[] encrypted = plain.clone();
        encrypted[0] = (byte) 0xfd;
        for (byte[] bytes : List.of(encrypted, packing.pack(encrypted))) {
            assertThatThrownBy(() -> read(new ByteArrayInputStream(bytes)))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("BinlogFile.magic: fixture: 0xfd62696e")
                .hasMessageContaining("this file is encrypted by binlog_encryption");
        }
    }
}
