package com.passkit.cdc.benchmarks.workload;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.RowsEventFlyweight;
import com.passkit.cdc.protocol.testing.BinlogWriter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A binlog file as a server of version 8.0 with GTIDs and checksums writes it: transactions of one statement of one to
 * fifty rows, half of them inserts, most of the rest updates. The same arguments give the same bytes.
 * <p>
 * The system property {@value #FILE_PROPERTY} puts any other binlog file in its place.
 * Threading: one thread at a time.
 */
public final class WorkloadBinlog {

    /** System property: path of a recorded binlog file to measure with. */
    public static final String FILE_PROPERTY = "binlog";
    /** Source of the GTIDs. */
    public static final UUID SOURCE_ID = UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562");

    private static final int MAX_ROWS_OF_TRANSACTION = 50;
    /** binlog_row_event_max_size. */
    private static final int MAX_EVENT_LENGTH = 8192;
    private static final int FLUSH_LENGTH = 1 << 20;
    private static final long SEED = 20_261_123L;
    private static final int INSERT_WEIGHT = 5;
    private static final int UPDATE_WEIGHT = 4;
    private static final int WEIGHTS = 10;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final BinlogWriter writer = BinlogWriter.file();
    private final ByteBuf rows = Unpooled.buffer();
    private final List<WorkloadTable> tables;
    private final RowSource[] sources;

    private WorkloadBinlog(TypeMix mix) {
        tables = mix.tables();
        sources = new RowSource[tables.size()];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = new RowSource(tables.get(i), random);
        }
    }

    /** The file that the system property names, else a temporary one with so many row changes. */
    public static Path fileOf(TypeMix mix, long rowCount) {
        String recorded = System.getProperty(FILE_PROPERTY);
        return recorded == null ? generated(mix, rowCount) : Path.of(recorded);
    }

    /** A temporary file with so many row changes; gone when the JVM ends. */
    public static Path generated(TypeMix mix, long rowCount) {
        try {
            Path file = Files.createTempFile("passkit-cdc-workload", ".binlog");
            file.toFile().deleteOnExit();
            write(file, mix, rowCount);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file with so many row changes. */
    public static void write(Path file, TypeMix mix, long rowCount) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            new WorkloadBinlog(mix).write(out, rowCount);
        }
    }

    private void write(OutputStream out, long rowCount) throws IOException {
        writer.formatDescription();
        long left = rowCount;
        for (long number = 1; left > 0; number++) {
            int count = (int) Math.min(left, random.nextInt(1, MAX_ROWS_OF_TRANSACTION + 1));
            writer.gtid(SOURCE_ID, number).query(WorkloadTable.DATABASE, "BEGIN");
            writeStatement(random.nextInt(tables.size()), count);
            writer.xid(number);
            left -= count;
            if (writer.buffer().readableBytes() >= FLUSH_LENGTH) {
                flush(out);
            }
        }
        flush(out);
    }

    private void flush(OutputStream out) throws IOException {
        ByteBuf buffer = writer.buffer();
        buffer.readBytes(out, buffer.readableBytes());
        buffer.clear();
    }

    private void writeStatement(int table, int rowCount) {
        int weight = random.nextInt(WEIGHTS);
        EventType type = weight < INSERT_WEIGHT ? EventType.WRITE_ROWS
            : weight < INSERT_WEIGHT + UPDATE_WEIGHT ? EventType.UPDATE_ROWS : EventType.DELETE_ROWS;
        tables.get(table).writeTableMap(writer);
        rows.clear();
        for (int i = 0; i < rowCount; i++) {
            if (rows.readableBytes() >= MAX_EVENT_LENGTH) {
                writeRows(table, type, 0);
            }
            if (type == EventType.UPDATE_ROWS) {
                sources[table].writeUpdate(rows);
            } else {
                sources[table].writeNew(rows);
            }
        }
        writeRows(table, type, RowsEventFlyweight.STATEMENT_END);
    }

    private void writeRows(int table, EventType type, int flags) {
        int columnCount = tables.get(table).columns().size();
        byte[] all = BinlogWriter.allColumns(columnCount);
        writer.rows(type, tables.get(table).tableId(), flags, columnCount, all, all, body -> body.writeBytes(rows));
        rows.clear();
    }
}
