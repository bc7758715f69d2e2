package com.passkit.cdc.benchmarks.rival;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.github.shyiko.mysql.binlog.BinaryLogFileReader;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer.CompatibilityMode;

/**
 * Reads a binlog file with the connector's own file reader. It learns of the checksums from the file's format
 * description, and passes over them unverified: it has no code that could do more.
 * <p>
 * Its temporal values are asked for as microseconds and its strings as bytes: that is its fastest mode, and the one
 * that loses nothing (a {@link java.util.Date} has no microseconds, and the bytes need not be UTF-8).
 * Threading: one thread at a time.
 */
public final class ConnectorReader {

    private final EventDeserializer deserializer = new EventDeserializer();

    public ConnectorReader() {
        deserializer.setCompatibilityMode(CompatibilityMode.DATE_AND_TIME_AS_LONG_MICRO,
            CompatibilityMode.CHAR_AND_BINARY_AS_BYTE_ARRAY);
    }

    /** @return rows handed over */
    public long read(Path file, ConnectorRowHandler handler) throws IOException {
        long rowCount = 0;
        try (BinaryLogFileReader reader = new BinaryLogFileReader(file.toFile(), deserializer)) {
            for (Event event = reader.readEvent(); event != null; event = reader.readEvent()) {
                rowCount += hand(event.getData(), handler);
            }
        }
        return rowCount;
    }

    private static int hand(EventData data, ConnectorRowHandler handler) {
        if (data instanceof TableMapEventData table) {
            handler.onTable(table);
        } else if (data instanceof WriteRowsEventData rows) {
            List<Serializable[]> inserted = rows.getRows();
            for (Serializable[] row : inserted) {
                handler.onRow(null, row);
            }
            return inserted.size();
        } else if (data instanceof UpdateRowsEventData rows) {
            List<Map.Entry<Serializable[], Serializable[]>> updated = rows.getRows();
            for (Map.Entry<Serializable[], Serializable[]> row : updated) {
                handler.onRow(row.getKey(), row.getValue());
            }
            return updated.size();
        } else if (data instanceof DeleteRowsEventData rows) {
            List<Serializable[]> deleted = rows.getRows();
            for (Serializable[] row : deleted) {
                handler.onRow(row, null);
            }
            return deleted.size();
        }
        return 0;
    }
}
