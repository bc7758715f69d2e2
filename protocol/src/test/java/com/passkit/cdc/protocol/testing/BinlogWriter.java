package com.passkit.cdc.protocol.testing;

import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

import com.passkit.cdc.protocol.binlog.event.EventFlags;
import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RotateEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.TableMapEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.TransactionPayloadEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;

import com.github.luben.zstd.Zstd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Writes events as a server does, one behind the other: headers, positions and checksums are filled in. What it has
 * written is a binlog file when it was made by {@link #file()}, or the events of a dump.
 * <p>
 * Memory: an unpooled heap buffer; nothing to release. Threading: one thread at a time.
 */
public final class BinlogWriter {

    /** What 8.0.15 writes. */
    private static final byte[] POST_HEADER_LENGTHS = ByteBufUtil.decodeHexDump(
        "000d0008000000000400040000006000041a08000000080808020000000a0a0a2a2a001234000a");
    private static final byte[] MAGIC = {(byte) 0xfe, 'b', 'i', 'n'};
    private static final long TIMESTAMP_SECONDS = 1_790_000_000L;
    private static final long SERVER_ID = 7;

    private final ByteBuf out = Unpooled.buffer();
    private final EventHeaderFlyweight header = new EventHeaderFlyweight();
    private boolean hasChecksums = true;
    private long position = MAGIC.length;
    private int lastEventIndex;

    private BinlogWriter() {
    }

    /** Events alone, as a dump sends them. */
    public static BinlogWriter events() {
        return new BinlogWriter();
    }

    /** A file: its magic number first. */
    public static BinlogWriter file() {
        BinlogWriter writer = new BinlogWriter();
        writer.out.writeBytes(MAGIC);
        return writer;
    }

    /** Whether the events that follow have a checksum. */
    public BinlogWriter checksums(boolean hasChecksums) {
        this.hasChecksums = hasChecksums;
        return this;
    }

    /** Where the next event begins in its file. */
    public BinlogWriter position(long position) {
        this.position = position;
        return this;
    }

    public long position() {
        return position;
    }

    /** Any event. @param body appends what stands between header and checksum */
    public BinlogWriter event(int type, int flags, Consumer<ByteBuf> body) {
        return write(type, flags, true, body);
    }

    private BinlogWriter write(int type, int flags, boolean isInFile, Consumer<ByteBuf> body) {
        lastEventIndex = out.writerIndex();
        out.writeZero(EventHeaderFlyweight.LENGTH);
        body.accept(out);
        int length = out.writerIndex() - lastEventIndex + (hasChecksums ? Integer.BYTES : 0);
        header.wrap(out, lastEventIndex, EventHeaderFlyweight.LENGTH)
            .timestampSeconds(isInFile ? TIMESTAMP_SECONDS : 0).typeRaw(type).serverId(SERVER_ID)
            .eventLength(length).nextPosition(isInFile ? position + length : 0).flagsRaw(flags);
        if (hasChecksums) {
            CRC32 crc = new CRC32();
            crc.update(out.array(), out.arrayOffset() + lastEventIndex, out.writerIndex() - lastEventIndex);
            out.writeIntLE((int) crc.getValue());
        }
        if (isInFile) {
            position += length;
        }
        return this;
    }

    /** FORMAT_DESCRIPTION of 8.0.15, in the file. */
    public BinlogWriter formatDescription() {
        return formatDescription("8.0.15", true);
    }

    /** @param isInFile false for the one a dump from the middle of a file begins with */
    public BinlogWriter formatDescription(String version, boolean isInFile) {
        boolean eventsHaveChecksums = hasChecksums;
        hasChecksums = true;
        write(EventType.FORMAT_DESCRIPTION.code(), 0, isInFile, body -> FormatDescriptionEventFlyweight.write(body,
            version, 0, POST_HEADER_LENGTHS, eventsHaveChecksums ? 1 : 0));
        hasChecksums = eventsHaveChecksums;
        return this;
    }

    /** The rotate that a dump begins with. */
    public BinlogWriter artificialRotate(String file, long filePosition) {
        position = filePosition;
        return write(EventType.ROTATE.code(), EventFlags.ARTIFICIAL, false,
            body -> RotateEventFlyweight.write(body, filePosition, file));
    }

    /** The rotate at the end of a file. */
    public BinlogWriter rotate(String nextFile) {
        write(EventType.ROTATE.code(), 0, true, body -> RotateEventFlyweight.write(body, MAGIC.length, nextFile));
        position = MAGIC.length;
        return this;
    }

    public BinlogWriter gtid(UUID sourceId, long number) {
        return event(EventType.GTID.code(), 0, body -> {
            GtidEventFlyweight.write(body, sourceId, number, number - 1, number);
            GtidEventFlyweight.writeTimestamps(body, 1_790_000_000_123_456L, 1_790_000_000_123_456L);
        });
    }

    public BinlogWriter query(String schema, String sql) {
        return event(EventType.QUERY.code(), 0, body -> QueryEventFlyweight.write(body, 1, schema, sql, 0));
    }

    public BinlogWriter xid(long xid) {
        return event(EventType.XID.code(), 0, body -> XidEventFlyweight.write(body, xid));
    }

    public BinlogWriter rowsQuery(String sql) {
        return event(EventType.ROWS_QUERY.code(), EventFlags.IGNORABLE, body -> RowsQueryEventFlyweight.write(body,
            EventType.ROWS_QUERY, sql));
    }

    /** A table map whose columns are all nullable. */
    public BinlogWriter tableMap(long tableId, String database, String table, byte[] types, byte[] metadata,
        byte[] optionalMetadata) {
        byte[] nullable = allColumns(types.length);
        return event(EventType.TABLE_MAP.code(), 0, body -> TableMapEventFlyweight.write(body, tableId, database, table,
            types, metadata, nullable, optionalMetadata));
    }

    /** Rows with all columns, the last of their statement. @param rows appends the row images */
    public BinlogWriter rows(EventType type, long tableId, int columnCount, Consumer<ByteBuf> rows) {
        return rows(type, tableId, RowsEventFlyweight.STATEMENT_END, columnCount, allColumns(columnCount),
            allColumns(columnCount), rows);
    }

    /** Rows. @param rows appends the row images */
    public BinlogWriter rows(EventType type, long tableId, int flags, int columnCount, byte[] columns,
        byte[] afterColumns, Consumer<ByteBuf> rows) {
        return event(type.code(), 0, body -> {
            RowsEventFlyweight.write(body, type, tableId, flags, columnCount, columns, afterColumns);
            rows.accept(body);
        });
    }

    /** A compressed transaction. @param inner events without checksums */
    public BinlogWriter compressedTransaction(BinlogWriter inner) {
        byte[] events = inner.toByteArray();
        return transactionPayload(TransactionPayloadEventFlyweight.ALGORITHM_ZSTD, events.length,
            Zstd.compress(events));
    }

    /** A transaction's payload, sound or not. */
    public BinlogWriter transactionPayload(int algorithm, long unpackedLength, byte[] payload) {
        return event(EventType.TRANSACTION_PAYLOAD.code(), 0, body -> TransactionPayloadEventFlyweight.write(body,
            algorithm, unpackedLength, Unpooled.wrappedBuffer(payload)));
    }

    /**
     * A QUERY or rows event as MariaDB compresses it.
     *
     * @param type compressed type
     * @param head what comes before the statement or the first row
     * @param rest the statement or the rows
     */
    public BinlogWriter mariaDbCompressed(EventType type, Consumer<ByteBuf> head, byte[] rest) {
        return mariaDbCompressed(type, head, rest.length, deflate(rest));
    }

    /** As above, with a length and compressed bytes that need not fit. */
    public BinlogWriter mariaDbCompressed(EventType type, Consumer<ByteBuf> head, int length, byte[] compressed) {
        return event(type.code(), 0, body -> {
            head.accept(body);
            body.writeByte(0x80 | Integer.BYTES).writeInt(length).writeBytes(compressed);
        });
    }

    /** @return a zlib stream */
    public static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        ByteBuf deflated = Unpooled.buffer();
        byte[] chunk = new byte[4096];
        while (!deflater.finished()) {
            deflated.writeBytes(chunk, 0, deflater.deflate(chunk));
        }
        deflater.end();
        return ByteBufUtil.getBytes(deflated);
    }

    /** A bitmap with a bit for each column. */
    public static byte[] allColumns(int columnCount) {
        byte[] bitmap = new byte[(columnCount + 7) / 8];
        Arrays.fill(bitmap, (byte) 0xff);
        if (columnCount % 8 != 0) {
            bitmap[bitmap.length - 1] = (byte) ((1 << columnCount % 8) - 1);
        }
        return bitmap;
    }

    /** Index of the last event in {@link #buffer()}. */
    public int lastEventIndex() {
        return lastEventIndex;
    }

    /** Everything written so far; borrowed. */
    public ByteBuf buffer() {
        return out;
    }

    /** A copy of everything written so far. */
    public byte[] toByteArray() {
        return ByteBufUtil.getBytes(out);
    }
}
