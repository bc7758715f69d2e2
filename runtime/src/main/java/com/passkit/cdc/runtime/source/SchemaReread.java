package com.passkit.cdc.runtime.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.runtime.change.DefinitionSearch;
import com.passkit.cdc.runtime.change.DefinitionSearch.Touch;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.schema.ReadPosition;
import com.passkit.cdc.runtime.schema.Redefinition;
import com.passkit.cdc.runtime.schema.SchemaEdit;
import com.passkit.cdc.runtime.schema.SchemaState;
import com.passkit.cdc.runtime.schema.ddl.SchemaModel;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Reads definitions from the server's catalogue for a position that lies behind it in time, and uses them only as far
 * as they hold: the log in between is searched for statements that change tables. A table without one was then what it
 * is now; of another one only what it is behind the last of them is known.
 * Threading: the supervisor's thread. Blocking: yes.
 */
public final class SchemaReread {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaReread.class);

    private static final String CATALOGUE = "; the server's catalogue holds for the table ";

    private final ReadPlan plan;
    private final SourceSession session;
    private final StopSignal stop;

    SchemaReread(ReadPlan plan, SourceSession session, StopSignal stop) {
        this.plan = plan;
        this.session = session;
        this.stop = stop;
    }

    /** @return the position as those who know definitions put it */
    public static ReadPosition positionOf(Checkpoint checkpoint) {
        return new ReadPosition(checkpoint.serverUuid(), checkpoint.file(), checkpoint.offset(),
            checkpoint.executed());
    }

    /**
     * @param position where the stream starts
     * @return what is known there where nothing was recorded
     */
    SchemaState read(BinlogPosition position, Checkpoint checkpoint) {
        return state(catalogue(position, checkpoint), checkpoint, new SchemaModel(0));
    }

    private SchemaState state(Catalogue catalogue, Checkpoint checkpoint, SchemaModel known) {
        SchemaModel model = new SchemaModel(session.facts().lowerCaseTableNames());
        known.tables().forEach(model::put);
        known.lost().forEach(model::lose);
        catalogue.databases().forEach((name, collation) ->
            model.putDatabase(name, catalogue.search().databases().contains(name) ? null : collation));
        SchemaEdit edit = edit(catalogue, checkpoint, model, true);
        edit.lost().forEach(model::lose);
        edit.put().forEach(model::put);
        boolean isFull = session.isMetadataFull() && !catalogue.search().hasMinimal();
        return new SchemaState(model, isFull, edit.redefinitions(), false);
    }

    /**
     * @param position where the stream starts
     * @param known    definitions there
     * @return what the catalogue adds to them
     */
    SchemaEdit complete(BinlogPosition position, Checkpoint checkpoint, SchemaModel known) {
        return edit(catalogue(position, checkpoint), checkpoint, known, false);
    }

    /**
     * @param position where the stream starts
     * @param known    definitions there, of which the catalogue knows more
     * @return what is known there
     */
    SchemaState upgrade(BinlogPosition position, Checkpoint checkpoint, SchemaModel known) {
        return state(catalogue(position, checkpoint), checkpoint, known);
    }

    private SchemaEdit edit(Catalogue catalogue, Checkpoint checkpoint, SchemaModel known, boolean isReplacing) {
        Map<TableName, TableModel> tables = new LinkedHashMap<>();
        catalogue.tables().forEach(table -> tables.put(known.stored(table.name()), table));
        Map<TableName, String> lost = new LinkedHashMap<>();
        List<TableModel> put = new ArrayList<>();
        List<Redefinition> redefinitions = new ArrayList<>();
        Map<TableName, Touch> touches = catalogue.search().touches();
        tables.forEach((name, table) -> {
            Touch touch = touches.get(name);
            if (touch != null) {
                redefinitions.add(new Redefinition(touch.last(), table));
            } else if (isReplacing || known.table(name) == null) {
                put.add(table);
            }
        });
        touches.forEach((name, touch) -> {
            boolean isCaptured = plan.filter().includes(name.database(), name.table());
            if (isCaptured && known.table(name) == null) {
                lost.put(name, reason(known.lostReason(name), touch, tables.containsKey(name)));
            }
        });
        LOG.info("definitions: {} tables as the server has them now, {} from a later statement on, {} not known",
            put.size(), redefinitions.size(), lost.size());
        return SchemaEdit.at(positionOf(checkpoint), session.isMetadataFull(), lost, put, redefinitions);
    }

    private static String reason(String before, Touch touch, boolean exists) {
        String first = before == null ? "not known before " + touch.cause() : before;
        int earlier = first.indexOf(CATALOGUE);
        return (earlier < 0 ? first : first.substring(0, earlier)) + CATALOGUE
            + (exists ? "from " + touch.lastCause() + " on" : "no more, see " + touch.lastCause());
    }

    /** The catalogue is read first: what changes while it is read lies before the end of the search. */
    private Catalogue catalogue(BinlogPosition position, Checkpoint checkpoint) {
        List<TableModel> tables = session.models(plan.filter());
        Map<String, Collation> databases = session.databases();
        ServerState now = stop.await(ServerState.read(session.connection()));
        SchemaModel names = new SchemaModel(session.facts().lowerCaseTableNames());
        CompletableFuture<Void> reached = new CompletableFuture<>();
        DefinitionSearch search = new DefinitionSearch(
            new ReadPosition(now.serverUuid(), now.file(), now.offset(), null), names::stored,
            () -> reached.complete(null));
        if (!isAt(position, now)) {
            LOG.info("definitions: searching the log from {} to {}:{} for statements that change tables", position,
                now.file(), now.offset());
            session.readUntil(reached, session.dumpConfig(position, search, false), search,
                now.file() + ':' + now.offset());
        }
        return new Catalogue(tables, databases, search);
    }

    private static boolean isAt(BinlogPosition position, ServerState now) {
        if (position instanceof BinlogPosition.InFile inFile) {
            return inFile.file().equals(now.file()) && inFile.offset() == now.offset();
        }
        String executed = position instanceof BinlogPosition.BehindGtids behind ? behind.executed().toString()
            : ((BinlogPosition.BehindMariaDbGtids) position).executed().toString();
        return executed.equals(now.gtidKind().parse(now.gtidExecuted()).toString());
    }

    private record Catalogue(List<TableModel> tables, Map<String, Collation> databases, DefinitionSearch search) {
    }
}
