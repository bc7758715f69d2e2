package com.passkit.cdc.protocol.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;

import com.passkit.cdc.protocol.binlog.BinlogFileListing;
import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.testing.WireBytes;

import com.github.luben.zstd.Zstd;

/**
 * Writes the inputs that the fuzzer begins with, a directory for each target: what real servers have sent.
 * Arguments: the directory of the recorded binlogs, and where to write to.
 */
final class SeedCorpus {

    private static final int CHECKSUM_LENGTH = 4;
    private static final int MAX_SEED_LENGTH = 4000;

    private final Path target;

    private SeedCorpus(Path target) {
        this.target = target;
    }

    public static void main(String[] args) throws IOException {
        SeedCorpus corpus = new SeedCorpus(Path.of(args[1]));
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".binlog")).sorted().toList()) {
                corpus.writeBinlog(file);
            }
        }
        corpus.writePackets();
        corpus.writeCompressedPackets();
        corpus.writeLogins();
        corpus.writeResults();
        corpus.writeValues();
    }

    private void write(String testClass, String method, String name, byte[] input) throws IOException {
        Path directory = target.resolve(testClass + "Inputs").resolve(method);
        Files.createDirectories(directory);
        Files.write(directory.resolve(name), input);
    }

    /** The file itself, and the events of each of its transactions. */
    private void writeBinlog(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".binlog", "");
        byte[] bytes = Files.readAllBytes(file);
        write("BinlogHostileTest", "shouldReadFileOrRefuse", name, bytes);
        int checksumLength = name.contains("minimal-image") ? 0 : CHECKSUM_LENGTH;
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        events.write(0);
        int[] count = {0};
        try (BinlogFileListing listing = BinlogFileListing.open(file)) {
            listing.forEach(event -> {
                EventType type = event.header().type();
                if (type == EventType.FORMAT_DESCRIPTION) {
                    return;
                }
                int start = (int) event.startPosition() + EventHeaderFlyweight.LENGTH;
                writePacket(events, event.header().typeRaw(), bytes, start,
                    (int) event.endPosition() - checksumLength - start);
                if (type == EventType.XID || type == EventType.ROTATE || type == EventType.TRANSACTION_PAYLOAD) {
                    writeEvents(name, count[0]++, events);
                }
            });
        }
        writeEvents(name, count[0], events);
    }

    private void writeEvents(String name, int number, ByteArrayOutputStream events) {
        if (events.size() > 1 && events.size() <= MAX_SEED_LENGTH) {
            try {
                write("BinlogHostileTest", "shouldDecodeEventsOrRefuse", name + '-' + number, events.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        events.reset();
        events.write(0);
    }

    private static void writePacket(ByteArrayOutputStream out, int type, byte[] bytes, int start, int length) {
        out.write(type);
        out.write(length);
        out.write(length >>> Byte.SIZE);
        out.write(bytes, start, length);
    }

    private void writePackets() throws IOException {
        write("PacketHostileTest", "shouldFrameOrRefuse", "three", WireBytes.of().hex("00 02")
            .hex("01 00 00 00 0a  00 00 00 01  05 00 00 02 68 65 6c 6c 6f").toArray());
        write("PacketHostileTest", "shouldFrameOrRefuse", "paused", WireBytes.of().hex("55 ff")
            .hex("01 00 00 00 0a  01 00 00 01 0b  01 00 00 02 0c").toArray());
        write("PacketHostileTest", "shouldFrameOrRefuse", "long", WireBytes.of().hex("00 10 ff ff ff 00 00 01 02")
            .toArray());
    }

    /** A compressed packet with two packets in it, and one that is stored. */
    private void writeCompressedPackets() throws IOException {
        byte[] plain = WireBytes.of().hex("28 00 00 00").zero(40).hex("28 00 00 01").zero(40).toArray();
        byte[] stored = WireBytes.of().hex("05 00 00 01 00 00 00  01 00 00 02 0a").toArray();
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
            out.write(plain);
        }
        write("PacketHostileTest", "shouldInflateOrRefuse", "two",
            compressedPacket(plain.length, deflated.toByteArray(), stored));
        write("PacketHostileTest", "shouldUnpackZstandardOrRefuse", "two",
            compressedPacket(plain.length, Zstd.compress(plain), stored));
    }

    private static byte[] compressedPacket(int plainLength, byte[] payload, byte[] stored) {
        return WireBytes.of().hex("00 20").u24(payload.length).u8(0).u24(plainLength).raw(payload).raw(stored)
            .toArray();
    }

    private void writeLogins() throws IOException {
        for (String plugin : List.of("mysql_native_password", "caching_sha2_password", "sha256_password",
            "mysql_clear_password", "client_ed25519", "parsec")) {
            byte[] greeting = greeting(plugin);
            byte[] nonce = "01234567890123456789".getBytes(StandardCharsets.US_ASCII);
            byte[] authSwitch = WireBytes.of().hex("fe").nulText(plugin).raw(nonce).hex("00").toArray();
            byte[] ok = WireBytes.of().hex("00 00 00 02 00 00 00").toArray();
            byte[] more = WireBytes.of().hex("01 04").toArray();
            for (int settings = 0; settings < 32; settings += 5) {
                write("LoginHostileTest", "shouldLogInOrRefuse", plugin + '-' + settings,
                    packets(settings, greeting, authSwitch, more, ok));
            }
        }
    }

    /** @return a greeting with all capabilities but compression */
    private static byte[] greeting(String plugin) {
        return WireBytes.of().hex("0a").nulText("9.7.0").hex("08 00 00 00").raw("01234567".getBytes(
            StandardCharsets.US_ASCII)).hex("00 df ff ff 02 00 ff df 15 00 00 00 00 00 00 00 00 00 00")
            .raw("890123456789".getBytes(StandardCharsets.US_ASCII)).hex("00").nulText(plugin).toArray();
    }

    private void writeResults() throws IOException {
        byte[] one = {1};
        byte[] column = WireBytes.of().hex("03 64 65 66 00 01 74 01 74 01 63 01 63 0c 21 00 0c 00 00 00 fd 00 00 00 00 00")
            .toArray();
        byte[] end = WireBytes.of().hex("fe 00 00 02 00").toArray();
        byte[] text = WireBytes.of().hex("03 61 62 63").toArray();
        byte[] binary = WireBytes.of().hex("00 00 03 61 62 63").toArray();
        byte[] prepared = WireBytes.of().hex("00 01 00 00 00 01 00 00 00 00 00 00").toArray();
        write("ResultHostileTest", "shouldReadTextRowsOrRefuse", "eof", packets(0, one, column, end, text, end));
        write("ResultHostileTest", "shouldReadTextRowsOrRefuse", "ok", packets(1, one, column, text, end));
        write("ResultHostileTest", "shouldReadBinaryRowsOrRefuse", "eof",
            packets(0, prepared, column, end, one, column, end, binary, end));
        write("ResultHostileTest", "shouldReadBinaryRowsOrRefuse", "ok",
            packets(1, prepared, column, one, column, binary, end));
    }

    private void writeValues() throws IOException {
        write("ValueHostileTest", "shouldPrintJsonOrRefuse", "object",
            WireBytes.of().hex("00 01 00 0d 00 0b 00 01 00 05 01 00 61 00").toArray());
        write("ValueHostileTest", "shouldPrintJsonOrRefuse", "array", WireBytes.of()
            .hex("02 02 00 14 00 0c 0a 00 05 07 00 05 68 65 6c 6c 6f 00 00 00 00").toArray());
        write("ValueHostileTest", "shouldPatchJsonOrRefuse", "replace", WireBytes.of()
            .hex("0e 00  00 01 00 0d 00 0b 00 01 00 05 01 00 61 00").hex("00 03").text("$.a").hex("03 05 02 00")
            .toArray());
        for (String text : List.of("file:binlog.000001:4", "mariadb-gtid:0-1-5,1-2-7",
            "gtid:3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7:tag:1-3")) {
            write("ValueHostileTest", "shouldParsePositionOrRefuse", text.substring(0, text.indexOf(':')),
                text.getBytes(StandardCharsets.US_ASCII));
        }
        write("ValueHostileTest", "shouldCompactJsonOrRefuse", "object",
            "{\"a\": [1, 2.5, \"x\\\"y\"], \"b\": null}".getBytes(StandardCharsets.UTF_8));
        write("ValueHostileTest", "shouldParseGtidSetOrRefuse", "tagged",
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7:tag:1-3, 4e11fa47-71ca-11e1-9e33-c80aa9429562:9"
                .getBytes(StandardCharsets.US_ASCII));
        write("ValueHostileTest", "shouldDecodeGtidSetOrRefuse", "plain", WireBytes.of()
            .hex("01 00 00 00 00 00 00 00 3e 11 fa 47 71 ca 11 e1 9e 33 c8 0a a9 42 95 62 01 00 00 00 00 00 00 00")
            .hex("01 00 00 00 00 00 00 00 06 00 00 00 00 00 00 00").toArray());
        write("ValueHostileTest", "shouldDecodeText", "utf8", "\0Grüße, 世界 😀".getBytes(StandardCharsets.UTF_8));
        write("ValueHostileTest", "shouldDecodeText", "gbk", WireBytes.of().hex("02 c4 e3 ba c3").toArray());
    }

    private static byte[] packets(int settings, byte[]... packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(settings);
        for (byte[] packet : packets) {
            out.write(packet.length);
            out.write(packet.length >>> Byte.SIZE);
            out.writeBytes(packet);
        }
        return out.toByteArray();
    }
}
