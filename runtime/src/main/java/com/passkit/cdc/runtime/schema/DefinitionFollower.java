package com.passkit.cdc.runtime.schema;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.runtime.schema.ddl.DdlApplier;
import com.passkit.cdc.runtime.schema.ddl.DdlOutcome;
import com.passkit.cdc.runtime.schema.ddl.SchemaModel;
import com.passkit.cdc.runtime.schema.ddl.ServerFacts;
import com.passkit.cdc.runtime.schema.ddl.StatementContext;
import com.passkit.cdc.runtime.schema.ddl.TableChange;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Changes definitions as statements say. Never throws for a statement: tables of one that it cannot read are lost.
 * Threading: source event loop only.
 */
final class DefinitionFollower {

    private static final Logger LOG = LoggerFactory.getLogger(DefinitionFollower.class);

    /** Made at need, as the grammar is large. */
    private DdlApplier applier;

    boolean isLoaded() {
        return applier != null;
    }

    /** @return the tables that may be others now than before */
    Collection<TableName> follow(SchemaModel model, QueryEventFlyweight event, String sql, ServerFacts facts,
        NamedTables named, String cause) {
        if (applier == null) {
            applier = new DdlApplier();
        }
        Set<TableName> names = new LinkedHashSet<>();
        DdlOutcome outcome;
        try {
            outcome = applier.apply(model, sql, StatementContext.of(event, facts));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.debug("a statement that the grammar does not get through", e);
            outcome = new DdlOutcome.Unreadable(String.valueOf(e), named.tables());
        }
        if (outcome instanceof DdlOutcome.Applied applied) {
            for (TableChange change : applied.changes()) {
                if (change.before() != null) {
                    names.add(change.before().name());
                }
                names.add(change.name());
                if (change.lost() != null) {
                    lose(model, change.name(), cause, change.lost());
                }
            }
        } else if (outcome instanceof DdlOutcome.Unreadable unreadable) {
            Collection<TableName> touched = unreadable.tables().isEmpty() ? named.tables() : unreadable.tables();
            for (TableName name : touched) {
                names.add(model.stored(name));
                lose(model, model.stored(name), cause, unreadable.reason());
            }
        }
        return names;
    }

    private static void lose(SchemaModel model, TableName name, String cause, String reason) {
        LOG.warn("definition of {}: not known any more since {}: {}", name, cause, reason);
        model.lose(name, "not known since " + cause + ": " + reason);
    }
}
