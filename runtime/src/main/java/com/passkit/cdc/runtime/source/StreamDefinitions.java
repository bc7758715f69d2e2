package com.passkit.cdc.runtime.source;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.schema.ReadPosition;
import com.passkit.cdc.runtime.schema.SchemaState;
import com.passkit.cdc.runtime.schema.UnknownDefinitionException;

/**
 * Makes the recorded definitions those at the position at which a stream starts: from the snapshot, from what an
 * earlier run recorded, or from the server's catalogue. Threading: the supervisor's thread.
 */
final class StreamDefinitions {

    private static final Logger LOG = LoggerFactory.getLogger(StreamDefinitions.class);

    private final ReadPlan plan;
    private final KnownDefinitions definitions;
    private final DefinitionKeeper keeper;

    private boolean hasDefinitions;
    private boolean isApproximate;
    /** The last table that was asked of the server, and where; asked twice, there is no other answer. */
    private String reread;
    private boolean asksServer;

    /**
     * @param definitions recorded definitions; filled here
     * @param keeper      makes them durable
     */
    StreamDefinitions(ReadPlan plan, KnownDefinitions definitions, DefinitionKeeper keeper) {
        this.plan = plan;
        this.definitions = definitions;
        this.keeper = keeper;
        definitions.journal(keeper::append);
    }

    /** A snapshot begins, and what was recorded belongs to another one. */
    void onSnapshotStart(String snapshotId) {
        keeper.onSnapshotStart(snapshotId);
    }

    /** Nothing that is known holds where the stream will begin. */
    void forget() {
        hasDefinitions = false;
    }

    /** Takes over definitions that an earlier run recorded. */
    void restore(SchemaState state) {
        definitions.restore(state);
        hasDefinitions = true;
        isApproximate = state.isApproximate();
    }

    void record(SchemaState state) {
        definitions.restore(state);
        keeper.save(state);
        hasDefinitions = true;
    }

    /** @param start where the stream starts; {@code position} in the form that the server is asked for */
    void prepare(SourceSession session, BinlogPosition position, Checkpoint start, StopSignal stop) {
        if (!plan.readsDefinitions()) {
            return;
        }
        ReadPosition at = SchemaReread.positionOf(start);
        if (hasDefinitions && !definitions.isNotBehind(at)) {
            SchemaState kept = keeper.load(at);
            hasDefinitions = kept != null;
            if (hasDefinitions) {
                definitions.restore(kept);
            }
        }
        SchemaReread catalogue = new SchemaReread(plan, session, stop);
        if (isApproximate) {
            record(catalogue.upgrade(position, start, definitions.model()));
            isApproximate = false;
        } else if (!hasDefinitions) {
            record(catalogue.read(position, start));
        } else if (asksServer) {
            definitions.amend(catalogue.complete(position, start, definitions.model()));
        }
        asksServer = false;
        definitions.onServer(session.server().serverUuid(), session.facts());
    }

    /**
     * A definition that could not be followed may be what the server has now.
     *
     * @return where to go on, with the server asked
     */
    StartPoint askingServer(UnknownDefinitionException unknown, Checkpoint accepted) {
        String question = unknown.table() + " behind " + accepted;
        if (accepted == null || question.equals(reread)) {
            throw new MySqlException(Recovery.STOP, unknown.getMessage() + ". Take a new snapshot: passkit-cdc position"
                + " reset. With binlog_row_metadata=FULL on the source (MySQL 8.0.1, MariaDB 10.5 and later) this"
                + " cannot happen", unknown);
        }
        reread = question;
        asksServer = true;
        LOG.warn("{}; asking the server", unknown.getMessage());
        return new StartPoint.Behind(accepted);
    }
}
