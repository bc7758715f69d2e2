package com.passkit.cdc.protocol.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of 20 GB goes through a Java of 64 MiB, and its positions do not wrap. */
class LargeFileTest {

    private static final long FILE_LENGTH = 20_000_000_000L;
    private static final int ROW_LENGTH = 4000;
    private static final int ROWS_OF_TRANSACTION = 2000;
    private static final long TIMEOUT_MINUTES = 5;

    /** One transaction again and again. Threading: one thread. */
    private record Repeated(byte[] transaction, long[] left) implements Enumeration<InputStream> {

        @Override
        public boolean hasMoreElements() {
            return left[0] > 0;
        }

        @Override
        public InputStream nextElement() {
            if (left[0] == 0) {
                throw new NoSuchElementException();
            }
            left[0]--;
            return new ByteArrayInputStream(transaction);
        }
    }

    /** Reads such a file in a process of its own, and prints what came of it. */
    static final class Reader implements BinlogHandler {

        private long rowCount;
        private long transactionCount;
        private long endPosition;

        public static void main(String[] args) throws Exception {
            byte[] transaction = transaction();
            InputStream in = new SequenceInputStream(new ByteArrayInputStream(head()),
                new SequenceInputStream(new Repeated(transaction, new long[] {transactionCount(transaction)})));
            Reader handler = new Reader();
            try (BinlogFileReader reader = BinlogFileReader.of(in, "binlog.000001", TableDefinitions.NONE, handler)) {
                reader.read();
            }
            System.out.println(handler.rowCount + " rows, " + handler.transactionCount + " transactions, end "
                + handler.endPosition);
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            rowCount++;
            return Demand.CONTINUE;
        }

        @Override
        public void onXid(EventView event, XidEventFlyweight body) {
            transactionCount++;
            endPosition = event.endPosition();
        }
    }

    @Test
    void shouldReadTwentyGigabytesInSixtyFourMebibytes(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        Process reader = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m", "-XX:MaxDirectMemorySize=32m", "-cp", System.getProperty("java.class.path"),
            Reader.class.getName()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(reader.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            reader.destroyForcibly();
        }

        byte[] transaction = transaction();
        long count = transactionCount(transaction);
        long end = head().length + count * transaction.length;
        assertThat(end).isGreaterThanOrEqualTo(FILE_LENGTH);
        assertThat(Files.readString(output)).endsWith(count * ROWS_OF_TRANSACTION + " rows, " + count
            + " transactions, end " + end + System.lineSeparator());
        assertThat(reader.exitValue()).isZero();
    }

    private static long transactionCount(byte[] transaction) {
        return (FILE_LENGTH + transaction.length - 1) / transaction.length;
    }

    private static byte[] head() {
        return BinlogWriter.file().formatDescription().toByteArray();
    }

    private static byte[] transaction() {
        byte[] type = {15};
        byte[] metadata = {(byte) ROW_LENGTH, (byte) (ROW_LENGTH >>> 8)};
        return BinlogWriter.events().query("db", "BEGIN").tableMap(7, "db", "t", type, metadata, new byte[0])
            .rows(EventType.WRITE_ROWS, 7, 1, body -> {
                for (int i = 0; i < ROWS_OF_TRANSACTION; i++) {
                    body.writeByte(0).writeShortLE(ROW_LENGTH).writeZero(ROW_LENGTH);
                }
            }).xid(9).toByteArray();
    }
}
