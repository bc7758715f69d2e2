package com.passkit.cdc.benchmarks.rival;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.BiConsumer;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonBinary;

/**
 * Writes the connector's rows as the JSON objects of the contract with the receiver, by hand into an array of bytes:
 * no library, names made once for each table map, the array reused. What a careful user of the connector would write.
 * Threading: one thread at a time.
 */
public final class ConnectorJsonWriter implements ConnectorRowHandler {

    private static final int CLEAR_LENGTH = 1 << 20;
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final JsonBytes out = new JsonBytes();
    private final BiConsumer<byte[], Integer> onRow;
    private TableColumns columns;
    private long totalLength;

    public ConnectorJsonWriter() {
        this((bytes, length) -> { });
    }

    /** @param onRow takes what was written for a row change; the bytes are borrowed */
    public ConnectorJsonWriter(BiConsumer<byte[], Integer> onRow) {
        this.onRow = onRow;
    }

    /** Bytes written. */
    public long totalLength() {
        return totalLength;
    }

    @Override
    public void onTable(TableMapEventData table) {
        if (columns == null || !columns.isOf(table)) {
            columns = TableColumns.of(table);
        }
    }

    @Override
    public void onRow(Serializable[] before, Serializable[] after) {
        int start = out.length();
        write(before);
        write(after);
        totalLength += out.length() - start;
        onRow.accept(out.array(), out.length());
        if (out.length() > CLEAR_LENGTH) {
            out.clear();
        }
    }

    private void write(Serializable[] row) {
        if (row == null) {
            return;
        }
        for (int column = 0; column < row.length; column++) {
            out.put(column == 0 ? '{' : ',');
            out.put(columns.name(column));
            if (row[column] == null) {
                out.put(NULL);
            } else {
                write(column, row[column]);
            }
        }
        out.put('}');
    }

    private void write(int column, Serializable value) {
        switch (columns.kind(column)) {
            case INTEGER -> out.putLong(((Number) value).longValue() & columns.mask(column));
            case DOUBLE -> out.putAscii(value.toString());
            case DECIMAL -> {
                out.put('"');
                out.putAscii(((BigDecimal) value).toPlainString());
                out.put('"');
            }
            case TEXT -> out.putQuoted((byte[]) value);
            case BYTES -> {
                out.put('"');
                out.put(BASE64.encode((byte[]) value));
                out.put('"');
            }
            case ENUM -> out.put(columns.label(column, (Integer) value));
            case JSON -> writeJson((byte[]) value);
            case DATE -> Temporals.writeDate((Long) value, out);
            case TIME -> Temporals.writeTime((Long) value, out);
            case DATETIME -> Temporals.writeDateTime((Long) value, columns.fractionDigits(column), false, out);
            case TIMESTAMP -> Temporals.writeDateTime((Long) value, columns.fractionDigits(column), true, out);
        }
    }

    private void writeJson(byte[] value) {
        try {
            out.put(JsonBinary.parseAsString(value).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
