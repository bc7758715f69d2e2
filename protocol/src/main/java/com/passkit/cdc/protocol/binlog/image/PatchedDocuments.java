package com.passkit.cdc.protocol.binlog.image;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.row.json.JsonPatch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Whole documents of an after image whose differences alone were logged.
 * Memory: of its own, on the heap, for one row; what a large row needed is given up after it.
 * Threading: one thread at a time.
 */
final class PatchedDocuments {

    private static final int MAX_KEPT_LENGTH = 1024 * 1024;
    /** Bytes of the length before a document, and before its differences. */
    private static final int PREFIX_LENGTH = Integer.BYTES;

    private ByteBuf documents = Unpooled.buffer();
    private int[] starts = new int[4];
    private int[] lengths = new int[4];

    /** Puts whole documents in the place of differences. Memory: both images borrowed until this method returns. */
    void apply(TableLayout layout, PartialColumns partial, ByteBuf buffer, RowImage before, RowImage after) {
        if (documents.capacity() > MAX_KEPT_LENGTH) {
            documents = Unpooled.buffer();
        }
        documents.clear();
        int[] jsonColumns = layout.jsonColumns;
        if (starts.length < jsonColumns.length) {
            starts = new int[jsonColumns.length];
            lengths = new int[jsonColumns.length];
        }
        for (int n = 0; n < partial.columnCount(); n++) {
            if (partial.contains(n)) {
                applyOne(layout.table(), jsonColumns[n], n, buffer, before, after);
            }
        }
    }

    private void applyOne(TableDescriptor table, int column, int n, ByteBuf buffer, RowImage before, RowImage after) {
        if (!before.isPresent(column)) {
            throw new UnsupportedFeatureException("table `" + table.database() + "`.`" + table.name() + "`, column `"
                + table.column(column).name() + "`: its change is logged as differences to a document that is not "
                + "logged (set binlog_row_image=FULL, or binlog_row_value_options='', on the server)");
        }
        int documentIndex = before.valueIndex(column);
        int diffsIndex = after.valueIndex(column);
        if (documentIndex < 0 || diffsIndex < 0) {
            throw MalformedPacketException.of("RowImage", "partial", "column " + (column + 1)
                + " without a value, " + (documentIndex < 0 ? "before" : "after"), "a document and differences to it");
        }
        starts[n] = documents.writerIndex();
        lengths[n] = JsonPatch.apply(buffer, documentIndex + PREFIX_LENGTH, buffer.getIntLE(documentIndex), buffer,
            diffsIndex + PREFIX_LENGTH, buffer.getIntLE(diffsIndex), documents);
        after.patch(column, n);
    }

    /** @param n which of the table's JSON columns */
    int start(int n) {
        return starts[n];
    }

    int length(int n) {
        return lengths[n];
    }

    ByteBuf buffer() {
        return documents;
    }
}
