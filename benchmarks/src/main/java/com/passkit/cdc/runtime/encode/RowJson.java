package com.passkit.cdc.runtime.encode;

import java.util.function.Consumer;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.rules.ColumnRules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * Writes bare rows as JSON objects, without the event around them: what the other side of the comparison writes.
 * Threading: one thread at a time.
 */
public final class RowJson implements BinlogHandler {

    private static final int INITIAL_LENGTH = 1 << 21;
    private static final int CLEAR_LENGTH = 1 << 20;

    private final JsonValueWriter values = new JsonValueWriter(EncodeConfig.of("loyalty"), new ReplacedText());
    private final ByteBuf out = UnpooledByteBufAllocator.DEFAULT.directBuffer(INITIAL_LENGTH);
    private final Consumer<ByteBuf> onRow;
    private TableFragments table;
    private long totalLength;

    public RowJson() {
        this(row -> { });
    }

    /** @param onRow takes what was written, that of the row change at the end; borrowed */
    public RowJson(Consumer<ByteBuf> onRow) {
        this.onRow = onRow;
    }

    /** Bytes written. */
    public long totalLength() {
        return totalLength;
    }

    @Override
    public boolean onTableMap(EventView event, TableDescriptor next) {
        if (table == null || table.table != next) {
            table = TableFragments.of(next, ColumnRules.NONE);
        }
        return true;
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        int start = out.writerIndex();
        write(row.before());
        write(row.after());
        totalLength += out.writerIndex() - start;
        onRow.accept(out);
        if (out.writerIndex() > CLEAR_LENGTH) {
            out.clear();
        }
        return Demand.CONTINUE;
    }

    private void write(RowView row) {
        if (row != null) {
            values.writeRow(row, table, out);
        }
    }
}
