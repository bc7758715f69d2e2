package com.passkit.cdc.protocol.command;

import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.packet.ErrPacket;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;

/**
 * The answer to a query or to an execution.
 * <pre>
 * Answer =&gt; OK | ERR | ColumnCount(lenenc) ColumnDefinition[ColumnCount] EOF? Row* (EOF | OK | ERR)
 * </pre>
 * The EOF behind the definitions is not sent where CLIENT_DEPRECATE_EOF is in force. Rows are handed on one by one,
 * none is kept. Threading: the channel's event loop only.
 */
final class ResultSetDecoder {

    private enum Phase {
        FIRST,
        COLUMNS,
        COLUMNS_END,
        ROWS,
        ENDED
    }

    private static final int LOCAL_INFILE = 0xfb;
    private static final int MAX_COLUMN_COUNT = 4096;

    private final CommandSession session;
    private final boolean isBinary;
    private final TableDescriptor layout;
    private final RowHandler handler;
    private final List<ColumnDefinition> definitions = new ArrayList<>();

    private Phase phase = Phase.FIRST;
    private int columnCount;
    private ResultRowDecoder row;
    private long rowCount;
    private RuntimeException refusal;
    private long affectedCount;
    private long lastInsertId;

    /** @param layout how the caller wants the columns read; null to derive it */
    ResultSetDecoder(CommandSession session, boolean isBinary, TableDescriptor layout, RowHandler handler) {
        this.session = session;
        this.isBinary = isBinary;
        this.layout = layout;
        this.handler = handler;
    }

    boolean isEnded() {
        return phase == Phase.ENDED;
    }

    long rowCount() {
        return rowCount;
    }

    long affectedCount() {
        return affectedCount;
    }

    long lastInsertId() {
        return lastInsertId;
    }

    /** @return the server's error; null for success */
    RuntimeException refusal() {
        return refusal;
    }

    Demand onPacket(ByteBuf bytes, int index, int length) {
        if (phase == Phase.ROWS && !ErrPacket.isAt(bytes, index, length)) {
            return onRowOrEnd(bytes, index, length);
        }
        if (length == 0) {
            throw MalformedPacketException.of("ResultSet", "length", 0, ">= 1");
        }
        if (ErrPacket.isAt(bytes, index, length)) {
            refusal = ErrPacket.read(bytes, index, length).toException(session.source());
            phase = Phase.ENDED;
            return Demand.CONTINUE;
        }
        switch (phase) {
            case FIRST -> onFirst(bytes, index, length);
            case COLUMNS -> onColumn(bytes.slice(index, length));
            case COLUMNS_END -> {
                requireEnd(bytes, index, length);
                beginRows();
            }
            case ROWS, ENDED -> throw MalformedPacketException.of("ResultSet", "packet", "one more", "none");
        }
        return Demand.CONTINUE;
    }

    private void onFirst(ByteBuf bytes, int index, int length) {
        int header = bytes.getUnsignedByte(index);
        if (header == OkPacket.HEADER) {
            affectedCount = OkPacket.affectedCount(bytes, index, length);
            lastInsertId = OkPacket.lastInsertId(bytes, index, length);
            phase = OkPacket.hasMoreResults(bytes, index, length) ? Phase.FIRST : Phase.ENDED;
        } else if (header == LOCAL_INFILE) {
            throw new UnsupportedFeatureException("The server asks for a local file (LOAD DATA LOCAL INFILE),"
                + " which is never sent.");
        } else if (row != null) {
            throw new UnsupportedFeatureException("The statement returned a second result set; only one is read.");
        } else {
            long count = LengthEncoded.read(bytes.slice(index, length));
            if (count < 1 || count > MAX_COLUMN_COUNT) {
                throw MalformedPacketException.of("ResultSet", "column count", count, "1 to " + MAX_COLUMN_COUNT);
            }
            columnCount = (int) count;
            phase = Phase.COLUMNS;
        }
    }

    private void onColumn(ByteBuf packet) {
        definitions.add(ColumnDefinition.read(packet));
        if (definitions.size() == columnCount) {
            if (session.isEofDeprecated()) {
                beginRows();
            } else {
                phase = Phase.COLUMNS_END;
            }
        }
    }

    private void beginRows() {
        TableDescriptor columns = layout == null ? derivedLayout() : layout;
        if (columns.columnCount() != columnCount) {
            throw new IllegalArgumentException("layout.columnCount: " + columns.columnCount()
                + " (expected: " + columnCount + ", as the result has)");
        }
        row = isBinary
            ? new BinaryRow(columns, definitions.stream().mapToInt(ColumnDefinition::wireType).toArray())
            : new TextRow(columns, storedColumnCount());
        phase = Phase.ROWS;
        handler.onColumns(columns);
    }

    private TableDescriptor derivedLayout() {
        List<ColumnDescriptor> columns = definitions.stream().map(ColumnDefinition::toDescriptor).toList();
        return TableDescriptor.of("", definitions.get(0).table(), columns);
    }

    /** @return up to the last column of a table; those behind are made up by the server */
    private int storedColumnCount() {
        int count = columnCount;
        while (count > 1 && definitions.get(count - 1).table().isEmpty()) {
            count--;
        }
        return count;
    }

    private Demand onRowOrEnd(ByteBuf bytes, int index, int length) {
        if (OkPacket.isEndAt(bytes, index, length)) {
            phase = OkPacket.hasMoreResults(bytes, index, length) ? Phase.FIRST : Phase.ENDED;
            return Demand.CONTINUE;
        }
        row.wrap(bytes, index, length);
        rowCount++;
        return handler.onRow(row);
    }

    private static void requireEnd(ByteBuf bytes, int index, int length) {
        if (!OkPacket.isEndAt(bytes, index, length)) {
            throw MalformedPacketException.of("ResultSet", "end of columns",
                "0x" + Integer.toHexString(bytes.getUnsignedByte(index)), "EOF");
        }
    }
}
