package com.passkit.cdc.runtime.schema;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.schema.ddl.SchemaModel;
import com.passkit.cdc.runtime.schema.ddl.ServerFacts;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * The definitions at the position that is read: those recorded at a snapshot, changed by each definition statement as
 * it comes. Table maps with FULL metadata need none of them but for the key of a table without a primary key; as long
 * as they come, only statements about such tables are understood, and a table that another one changes is forgotten.
 * <p>
 * Threading: source event loop only, but for {@link #restore} and {@link #onServer}, which must happen before the
 * stream starts.
 */
public final class KnownDefinitions implements TableDefinitions {

    private static final String NOT_RECORDED = "none is recorded for this position, and the log's rows come without"
        + " FULL metadata (expected: one that was recorded at a snapshot or followed from its CREATE TABLE on)";

    private final BiPredicate<String, String> isRequired;
    private final Predicate<String> tracksDatabase;
    private final DefinitionFollower follower = new DefinitionFollower();
    private final List<Redefinition> redefinitions = new ArrayList<>();
    private SchemaModel model = new SchemaModel(0);
    private boolean isFull;
    private ServerFacts facts;
    private String serverUuid = "";
    private Consumer<SchemaEdit> journal = edit -> { };
    private CommitPoint last;

    /**
     * Keeps what it sees of any database.
     *
     * @param isRequired whether a table (database, name) must have a definition; without one its rows stop the stream
     */
    public KnownDefinitions(BiPredicate<String, String> isRequired) {
        this(isRequired, database -> true);
    }

    /**
     * @param isRequired     whether a table (database, name) must have a definition; without one its rows stop the
     *                       stream
     * @param tracksDatabase whether tables of a database are kept
     */
    public KnownDefinitions(BiPredicate<String, String> isRequired, Predicate<String> tracksDatabase) {
        this.isRequired = isRequired;
        this.tracksDatabase = tracksDatabase;
    }

    /** @param edits told what each statement changed, on the source event loop, before the position passes it */
    public void journal(Consumer<SchemaEdit> edits) {
        journal = edits;
    }

    /** Forgets everything and takes over these. */
    public void restore(SchemaState state) {
        model = state.model();
        isFull = state.isFull();
        redefinitions.clear();
        redefinitions.addAll(state.redefinitions());
        last = null;
    }

    /** From here on, statements are those of this server. @param newFacts null to understand none of them */
    public void onServer(String uuid, ServerFacts newFacts) {
        serverUuid = uuid;
        facts = newFacts;
    }

    /** @return whether no statement was followed that lies behind this position, and comes again from there */
    public boolean isNotBehind(ReadPosition position) {
        return last == null || position.sideOf(last) == ReadPosition.Side.BEFORE;
    }

    /** @return the tables that are known or lost; borrowed, not to be changed */
    public SchemaModel model() {
        return model;
    }

    public boolean isFull() {
        return isFull;
    }

    /** @return whether statements were understood, and what understands them was loaded */
    boolean hasFollowed() {
        return follower.isLoaded();
    }

    /** Takes over what was read from the server for the position at hand. */
    public void amend(SchemaEdit edit) {
        edit.applyTo(model);
        edit.addRedefinitionsTo(redefinitions);
        journal.accept(edit);
    }

    /** @return the definition at this position; null where none is known */
    public TableDescriptor recorded(String database, String table) {
        TableModel found = model.table(database, table);
        return found == null ? null : found.descriptor();
    }

    @Override
    public TableDescriptor find(String database, String table) {
        isFull = false;
        TableDescriptor found = recorded(database, table);
        if (found == null && isRequired.test(database, table)) {
            TableName name = new TableName(database, table);
            String reason = model.lostReason(name);
            throw new UnknownDefinitionException(name, reason == null ? NOT_RECORDED : reason);
        }
        return found;
    }

    @Override
    public void onSelfDescribed() {
        isFull = true;
    }

    /**
     * A definition statement takes effect.
     *
     * @param event  borrowed; the statement's
     * @param named  what its words tell
     * @param cause  statement and position, for the message should a definition be lost
     * @param file   binlog file
     * @param offset 64-bit offset behind it
     * @param gtid   of its transaction; null without GTIDs
     */
    public void follow(QueryEventFlyweight event, String sql, NamedTables named, String cause, String file,
        long offset, TransactionId gtid) {
        CommitPoint at = new CommitPoint(serverUuid, file, offset, gtid);
        Map<String, Collation> databases = model.databases();
        Set<TableName> names = new LinkedHashSet<>();
        if (isFull && !isAboutKeys(named)) {
            forget(named, names);
        } else if (facts == null) {
            lose(named, cause, names);
        } else {
            names.addAll(follower.follow(model, event, sql, facts, named, cause));
        }
        redefine(at, names);
        names.stream().filter(name -> !tracksDatabase.test(name.database())).toList().forEach(name -> {
            model.remove(name);
            names.remove(name);
        });
        SchemaEdit edit = SchemaEdit.between(model, names, databases, at, isFull);
        if (!edit.isEmpty()) {
            last = at;
            journal.accept(edit);
        }
    }

    private boolean isAboutKeys(NamedTables named) {
        return named.mayMoveKey() || named.tables().stream().anyMatch(this::hasNoPrimaryKey)
            || named.indexed() != null && hasNoPrimaryKey(named.indexed())
            || named.source() != null && hasNoPrimaryKey(named.source());
    }

    private boolean hasNoPrimaryKey(TableName name) {
        TableModel table = model.table(name);
        return table != null && table.keys().stream().noneMatch(KeyModel::isPrimary);
    }

    private void forget(NamedTables named, Set<TableName> names) {
        for (TableName name : named.tables()) {
            if (model.table(name) != null || model.lostReason(name) != null) {
                model.remove(name);
                names.add(name);
            }
        }
    }

    private void lose(NamedTables named, String cause, Set<TableName> names) {
        for (TableName name : named.tables()) {
            if (model.table(name) != null) {
                model.lose(name, "changed by " + cause);
                names.add(name);
            }
        }
    }

    private void redefine(CommitPoint at, Set<TableName> names) {
        for (Iterator<Redefinition> all = redefinitions.iterator(); all.hasNext();) {
            Redefinition redefinition = all.next();
            if (redefinition.at().isSame(at)) {
                model.put(redefinition.table());
                names.add(redefinition.table().name());
                all.remove();
            }
        }
    }
}
