package com.passkit.cdc.runtime.encode;

import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.row.json.JsonDigits;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.rules.ColumnRules;
import io.netty.buffer.ByteBuf;

/**
 * Writes a change as the JSON object of the contract. What does not change from row to row (names, source, GTID,
 * file) is kept as bytes, so that nothing is allocated for a row or a column.
 * Threading: one thread at a time; {@link #replacedTextCount()} from any.
 */
public final class JsonEventEncoder implements EventEncoder {

    private static final int MAX_KEPT_TABLES = 4096;
    private static final byte[] NULL = ascii("null");
    private static final byte[] ID = ascii("{\"id\":\"");
    private static final byte[] OP = ascii("\",\"op\":\"");
    private static final byte[] TS = ascii("\",\"ts_ms\":");
    private static final byte[] FILE = ascii(",\"file\":");
    private static final byte[] POS = ascii(",\"pos\":");
    private static final byte[] ROW = ascii(",\"row\":");
    private static final byte[] SNAPSHOT_FALSE = ascii(",\"snapshot\":false");
    private static final byte[] SNAPSHOT_TRUE = ascii(",\"snapshot\":true");
    private static final byte[] SNAPSHOT_LAST = ascii(",\"snapshot\":\"last\"");
    private static final byte[] QUERY = ascii(",\"query\":");
    private static final byte[] KEY = ascii("},\"key\":");
    private static final byte[] BEFORE = ascii(",\"before\":");
    private static final byte[] AFTER = ascii(",\"after\":");
    private static final byte[] DDL = ascii("},\"ddl\":");
    private static final byte[] SNAPSHOT_ID = ascii("snapshot:");

    private final byte[] connectorAndVersion;
    private final ReplacedText replacedText = new ReplacedText();
    private final JsonValueWriter values;
    private final MaskedValueWriter masked;
    private final ColumnRules columns;
    private final Map<TableDescriptor, TableFragments> tables = new IdentityHashMap<>();
    private final KeptText file = new KeptText();
    private final KeptText query = new KeptText();
    private final KeptText snapshotId = new KeptText();
    private final KeptText snapshotGtids = new KeptText();
    private TableFragments lastTable;
    private TransactionId lastGtid;
    private byte[] lastGtidBytes = {};
    private long lastServerId = -1;
    private byte[] source = {};

    /** @param version of the connector, {@code source.version} of each event */
    public JsonEventEncoder(EncodeConfig config, String version) {
        this.connectorAndVersion = utf8(",\"source\":{\"connector\":" + JsonQuote.quote(config.connector())
            + ",\"version\":" + JsonQuote.quote(version) + ",\"server_id\":");
        this.values = new JsonValueWriter(config, replacedText);
        this.columns = config.columns();
        this.masked = new MaskedValueWriter(values, columns);
    }

    /**
     * From here on, rows come from this server.
     *
     * @param serverVersion as the server tells it; without this call one of 8.0 or later is assumed
     */
    public void onServer(String serverVersion) {
        values.onServer(serverVersion);
    }

    /** @return invalid byte sequences that became U+FFFD so far */
    public long replacedTextCount() {
        return replacedText.count();
    }

    @Override
    public void encode(ChangeView change, ByteBuf out) {
        TableFragments table = fragments(change.table());
        out.writeBytes(ID);
        writeId(change, table, out);
        out.writeBytes(OP);
        out.writeByte(change.kind().code().charAt(0));
        out.writeBytes(TS);
        JsonDigits.writeSigned(change.timestampMs(), out);
        writeSource(change, table, out);
        switch (change.kind()) {
            case INSERT, UPDATE, DELETE, READ -> writeRows(change, table, out);
            case TRUNCATE -> out.writeByte('}');
            case SCHEMA -> {
                out.writeBytes(DDL);
                writeText(query.of(change.statement()), out);
            }
        }
        out.writeByte('}');
    }

    @Override
    public void encodeKey(RowView row, ChangeView change, ByteBuf out) {
        TableFragments table = fragments(change.table());
        if (table.table.keyColumnCount() > 0) {
            values.writeKey(row, table, out);
        }
    }

    /**
     * Appends the key of a row as {@link #encode} does, but with the values themselves where that hides them: for
     * those who compare keys and hand none on.
     *
     * @param row   borrowed until this method returns
     * @param table with the key to write
     * @param out   borrowed until this method returns
     */
    public void writeKey(RowView row, TableDescriptor table, ByteBuf out) {
        values.writeKey(row, fragments(table), out);
    }

    private void writeRows(ChangeView change, TableFragments table, ByteBuf out) {
        RowView before = change.before();
        RowView after = change.after();
        out.writeBytes(KEY);
        if (table.table.keyColumnCount() == 0) {
            out.writeBytes(NULL);
        } else {
            RowView row = after == null ? before : after;
            if (table.masks == null) {
                values.writeKey(row, table, out);
            } else {
                masked.writeKey(row, table, out);
            }
        }
        out.writeBytes(BEFORE);
        writeRow(before, table, out);
        out.writeBytes(AFTER);
        writeRow(after, table, out);
    }

    private void writeRow(RowView row, TableFragments table, ByteBuf out) {
        if (row == null) {
            out.writeBytes(NULL);
        } else if (table.masks != null) {
            masked.writeRow(row, table, out);
        } else {
            values.writeRow(row, table, out);
        }
    }

    private void writeId(ChangeView change, TableFragments table, ByteBuf out) {
        if (change.kind() == ChangeKind.READ) {
            out.writeBytes(SNAPSHOT_ID);
            writeInner(snapshotId.of(change.snapshotId()), out);
            out.writeByte(':');
            out.writeBytes(table.idPart);
            JsonDigits.writeSigned(change.ordinal(), out);
        } else if (change.gtid() != null) {
            out.writeBytes(gtid(change.gtid()));
            out.writeByte('/');
            JsonDigits.writeSigned(change.ordinal(), out);
        } else {
            writeInner(file.of(change.file()), out);
            out.writeByte(':');
            JsonDigits.writeSigned(change.position(), out);
            out.writeByte('/');
            JsonDigits.writeSigned(change.rowIndex(), out);
        }
    }

    private void writeSource(ChangeView change, TableFragments table, ByteBuf out) {
        boolean isRead = change.kind() == ChangeKind.READ;
        out.writeBytes(source(change.serverId()));
        out.writeBytes(table.source);
        if (isRead) {
            writeText(snapshotGtids.of(change.snapshotGtids()), out);
        } else if (change.gtid() == null) {
            out.writeBytes(NULL);
        } else {
            out.writeByte('"').writeBytes(gtid(change.gtid())).writeByte('"');
        }
        out.writeBytes(FILE);
        writeText(file.of(change.file()), out);
        out.writeBytes(POS);
        JsonDigits.writeSigned(change.position(), out);
        if (isRead) {
            out.writeBytes(change.isLastOfSnapshot() ? SNAPSHOT_LAST : SNAPSHOT_TRUE);
            return;
        }
        out.writeBytes(ROW);
        JsonDigits.writeSigned(change.rowIndex(), out);
        out.writeBytes(SNAPSHOT_FALSE);
        if (change.statement() != null && change.kind() != ChangeKind.SCHEMA && change.kind() != ChangeKind.TRUNCATE) {
            out.writeBytes(QUERY);
            writeText(query.of(change.statement()), out);
        }
    }

    private TableFragments fragments(TableDescriptor table) {
        if (lastTable != null && lastTable.table == table) {
            return lastTable;
        }
        TableFragments fragments = tables.get(table);
        if (fragments == null) {
            if (tables.size() >= MAX_KEPT_TABLES) {
                tables.clear();
            }
            fragments = TableFragments.of(table, columns);
            tables.put(table, fragments);
        }
        lastTable = fragments;
        return fragments;
    }

    private byte[] gtid(TransactionId gtid) {
        if (lastGtid != gtid) {
            lastGtidBytes = ascii(gtid.toString());
            lastGtid = gtid;
        }
        return lastGtidBytes;
    }

    private byte[] source(long serverId) {
        if (lastServerId != serverId) {
            byte[] digits = ascii(Long.toString(serverId));
            source = java.util.Arrays.copyOf(connectorAndVersion, connectorAndVersion.length + digits.length);
            System.arraycopy(digits, 0, source, connectorAndVersion.length, digits.length);
            lastServerId = serverId;
        }
        return source;
    }

    /** Writes a kept text with its quotes. */
    private static void writeText(byte[] quoted, ByteBuf out) {
        out.writeBytes(quoted == null ? NULL : quoted);
    }

    /** Writes a kept text without its quotes. */
    private static void writeInner(byte[] quoted, ByteBuf out) {
        Objects.requireNonNull(quoted, "change without file or snapshot id");
        out.writeBytes(quoted, 1, quoted.length - 2);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The JSON string of the text seen last: most follow their like. */
    private static final class KeptText {

        private String text;
        private byte[] quoted;

        byte[] of(String next) {
            if (next == null) {
                return null;
            }
            if (next != text && !next.equals(text)) {
                quoted = utf8(JsonQuote.quote(next));
            }
            text = next;
            return quoted;
        }
    }
}
