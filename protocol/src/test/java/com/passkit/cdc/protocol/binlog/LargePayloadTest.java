package com.passkit.cdc.protocol.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.TransactionPayloadEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogWriter;

import com.github.luben.zstd.ZstdOutputStream;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compressed transaction of more than 4 GiB goes through a Java of 64 MiB. */
class LargePayloadTest {

    private static final int ROW_LENGTH = 4000;
    private static final int ROWS_OF_EVENT = 2000;
    private static final int EVENT_COUNT = 540;
    private static final int PAUSE_INTERVAL = 100_000;
    private static final long TIMEOUT_MINUTES = 3;

    /** Reads a file in a process of its own, and prints what came of it. */
    static final class Reader implements BinlogHandler {

        private long rowCount;
        private long xid;

        public static void main(String[] args) throws IOException {
            Reader handler = new Reader();
            int pauses = 0;
            try (BinlogFileReader reader = BinlogFileReader.open(Path.of(args[0]), TableDefinitions.NONE, handler)) {
                while (reader.read() == Demand.PAUSE) {
                    pauses++;
                }
            }
            System.out.println(handler.rowCount + " rows, " + pauses + " pauses, xid " + handler.xid);
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            rowCount++;
            return rowCount % PAUSE_INTERVAL == 0 ? Demand.PAUSE : Demand.CONTINUE;
        }

        @Override
        public void onXid(EventView event, XidEventFlyweight body) {
            xid = body.xid();
        }
    }

    @Test
    void shouldStreamFourGibibytesThroughSixtyFourMebibytes(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("binlog.000001");
        assertThat(write(file)).isGreaterThan(1L << 32);
        Path output = directory.resolve("output");

        Process reader = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m", "-XX:MaxDirectMemorySize=32m", "-cp", System.getProperty("java.class.path"),
            Reader.class.getName(), file.toString()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(reader.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            reader.destroyForcibly();
        }

        int rowCount = ROWS_OF_EVENT * EVENT_COUNT;
        assertThat(Files.readString(output))
            .endsWith(rowCount + " rows, " + rowCount / PAUSE_INTERVAL + " pauses, xid 9" + System.lineSeparator());
        assertThat(reader.exitValue()).isZero();
    }

    /** One frame, as a server writes it. @return bytes of the transaction unpacked */
    private static long write(Path file) throws IOException {
        byte[] begin = BinlogWriter.events().checksums(false).query("db", "BEGIN").toByteArray();
        Consumer<ByteBuf> rows = body -> {
            for (int i = 0; i < ROWS_OF_EVENT; i++) {
                body.writeByte(0).writeShortLE(ROW_LENGTH).writeZero(ROW_LENGTH);
            }
        };
        byte[] type = {15};
        byte[] metadata = {(byte) ROW_LENGTH, (byte) (ROW_LENGTH >>> 8)};
        byte[] statement = BinlogWriter.events().checksums(false).tableMap(7, "db", "t", type, metadata, new byte[0])
            .rows(EventType.WRITE_ROWS, 7, 1, rows).toByteArray();
        byte[] xid = BinlogWriter.events().checksums(false).xid(9).toByteArray();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(packed, 1)) {
            zstd.write(begin);
            for (int i = 0; i < EVENT_COUNT; i++) {
                zstd.write(statement);
            }
            zstd.write(xid);
        }
        long length = begin.length + (long) EVENT_COUNT * statement.length + xid.length;
        Files.write(file, BinlogWriter.file().formatDescription()
            .transactionPayload(TransactionPayloadEventFlyweight.ALGORITHM_ZSTD, length, packed.toByteArray())
            .toByteArray());
        return length;
    }
}
