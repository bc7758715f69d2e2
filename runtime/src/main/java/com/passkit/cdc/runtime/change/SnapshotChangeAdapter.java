package com.passkit.cdc.runtime.change;

import java.util.List;
import java.util.function.Consumer;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.TableSelector.CapturedTable;
import com.passkit.cdc.snapshot.SnapshotHandler;
import com.passkit.cdc.snapshot.SnapshotPosition;
import com.passkit.cdc.snapshot.catalog.TableModel;

/**
 * Turns the rows of a snapshot into changes of kind READ. Threading: source event loop only.
 */
public final class SnapshotChangeAdapter implements SnapshotHandler {

    private final String snapshotId;
    private final TableSelector selector;
    private final ChangeHandler handler;
    private final Consumer<List<TableModel>> onDefinitions;
    private final Consumer<SnapshotPosition> onComplete;
    private final SourceChange change = new SourceChange();
    private SnapshotPosition position;

    /**
     * @param snapshotId of this snapshot, part of every event id
     * @param selector   gives the key to deliver
     * @param handler    receives the rows
     * @param onDefinitions told the definitions before the first row
     * @param onComplete told the position behind the last row
     */
    public SnapshotChangeAdapter(String snapshotId, TableSelector selector, ChangeHandler handler,
        Consumer<List<TableModel>> onDefinitions, Consumer<SnapshotPosition> onComplete) {
        this.snapshotId = snapshotId;
        this.selector = selector;
        this.handler = handler;
        this.onDefinitions = onDefinitions;
        this.onComplete = onComplete;
    }

    @Override
    public void onStart(SnapshotPosition startPosition, List<TableDescriptor> tables) {
        position = startPosition;
        change.kind = ChangeKind.READ;
        change.snapshotId = snapshotId;
        change.snapshotGtids = position.gtids();
        change.serverId = position.serverId();
        change.file = position.file();
        change.position = position.offset();
    }

    @Override
    public void onDefinitions(List<TableModel> tables) {
        onDefinitions.accept(tables);
    }

    @Override
    public boolean mayRefuseRows() {
        return selector.filtersRows();
    }

    @Override
    public boolean accepts(RowView row) {
        CapturedTable captured = selector.find(row.table());
        captured.requireDeliverable();
        return captured.table() != null && captured.accepts(row, null);
    }

    @Override
    public boolean showsKeys(TableDescriptor table) {
        return selector.showsValues(table);
    }

    @Override
    public Demand onRow(RowView row, long ordinal, boolean isLast) {
        change.table = selector.select(row.table());
        change.after = row;
        change.ordinal = ordinal;
        change.isLastOfSnapshot = isLast;
        change.timestampMs = System.currentTimeMillis();
        return handler.onChange(change);
    }

    @Override
    public void onComplete() {
        onComplete.accept(position);
    }
}
