package com.passkit.cdc.runtime.rules;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.text.TextDecoder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The text of a column as UTF-8, whatever its character set, and whether it comes as text or as the number of a label.
 * Memory: retained, and used again for each value. Threading: one thread at a time.
 */
final class ColumnText {

    private final ColumnDescriptor column;
    private final TextDecoder decoder;
    private final byte[][] labels;
    private final ByteBuf utf8 = Unpooled.buffer(64);

    ColumnText(ColumnDescriptor column) {
        this.column = column;
        this.decoder = TextDecoder.of(column.collation());
        this.labels = column.labels().stream().map(label -> label.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    }

    byte[] array() {
        return utf8.array();
    }

    int length() {
        return utf8.writerIndex();
    }

    void setString(ByteBuf bytes, int index, int length) {
        utf8.clear();
        decoder.write(bytes, index, length, utf8, false);
    }

    void setEnum(int ordinal) {
        utf8.clear();
        if (ordinal > 0) {
            append(ordinal - 1);
        }
    }

    void setSet(long bits) {
        utf8.clear();
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            if (rest != bits) {
                utf8.writeByte(',');
            }
            append(Long.numberOfTrailingZeros(rest));
        }
    }

    private void append(int label) {
        if (label >= labels.length) {
            throw new MySqlException(Recovery.STOP, "column " + column.name() + ": label " + (label + 1) + " of "
                + labels.length + " (expected: labels that are known; binlog_row_metadata=FULL sends them)");
        }
        utf8.writeBytes(labels[label]);
    }
}
