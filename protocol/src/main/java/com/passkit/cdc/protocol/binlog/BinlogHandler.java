package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.DeleteFileEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.ExecuteLoadQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.IncidentEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.IntvarEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.LoadBlockEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbBinlogCheckpointEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidListEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbStartEncryptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RandEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RotateEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.TransactionContextEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.UserVarEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.ViewChangeEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XaPrepareEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Receives the events of a binlog, in order. Every argument is borrowed until the method returns. An exception thrown
 * here stops the stream and completes it with that exception.
 * <p>
 * Only {@link #onRow} must be implemented. A method that is left out loses nothing but what it tells: events that
 * carry rows reach {@link #onRow} however they are packed, and one that may carry rows and cannot be read stops the
 * stream with the reason.
 * <p>
 * Threading: the event loop of the connection, or the caller's thread for a file.
 */
public interface BinlogHandler {

    /** Every event, known or not, after its checksum was verified and before the method of its type. */
    default void onEvent(EventView event) {
    }

    /** A file begins, or a dump from its middle. */
    default void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
    }

    /**
     * A real rotate at the end of a file, or the artificial one that begins a dump ({@code
     * event.header().isArtificial()}).
     */
    default void onRotate(EventView event, RotateEventFlyweight body) {
    }

    /** In MySQL: the GTIDs of all transactions before this file. */
    default void onPreviousGtids(EventView event, PreviousGtidsEventFlyweight body) {
    }

    /** In MariaDB: the last GTIDs before this file. */
    default void onMariaDbGtidList(EventView event, MariaDbGtidListEventFlyweight body) {
    }

    /** In MariaDB: crash recovery needs no older file than this. */
    default void onMariaDbBinlogCheckpoint(EventView event, MariaDbBinlogCheckpointEventFlyweight body) {
    }

    /** In MariaDB: the file is encrypted from here on. A server decrypts what it sends; a file stops here. */
    default void onMariaDbStartEncryption(EventView event, MariaDbStartEncryptionEventFlyweight body) {
    }

    /** GTID, ANONYMOUS_GTID or GTID_TAGGED_LOG: a transaction of MySQL begins. */
    default void onGtid(EventView event, GtidEventFlyweight body) {
    }

    /** A transaction of MariaDB begins, without a BEGIN behind it; or a statement that commits by itself. */
    default void onMariaDbGtid(EventView event, MariaDbGtidEventFlyweight body) {
    }

    /** Group replication: what the transaction was certified by. */
    default void onTransactionContext(EventView event, TransactionContextEventFlyweight body) {
    }

    /** Group replication: a member joined or left. */
    default void onViewChange(EventView event, ViewChangeEventFlyweight body) {
    }

    /**
     * A statement: transaction control or a definition; with the formats STATEMENT and MIXED also a data change.
     * {@link Demand#PAUSE}: nothing follows before {@code resume()}.
     */
    default Demand onQuery(EventView event, QueryEventFlyweight body) {
        return Demand.CONTINUE;
    }

    /** A number that the statement behind it uses for AUTO_INCREMENT or LAST_INSERT_ID(). */
    default void onIntvar(EventView event, IntvarEventFlyweight body) {
    }

    /** The seeds of RAND() in the statement behind it. */
    default void onRand(EventView event, RandEventFlyweight body) {
    }

    /** A user variable that the statement behind it reads. */
    default void onUserVar(EventView event, UserVarEventFlyweight body) {
    }

    /** LOAD DATA, logged as a statement: the first block of its file. */
    default void onBeginLoadQuery(EventView event, LoadBlockEventFlyweight body) {
    }

    /** LOAD DATA, logged as a statement: a further block of its file. */
    default void onAppendBlock(EventView event, LoadBlockEventFlyweight body) {
    }

    /** LOAD DATA, logged as a statement: the statement, whose rows no event carries. */
    default void onExecuteLoadQuery(EventView event, ExecuteLoadQueryEventFlyweight body) {
    }

    /** LOAD DATA, logged as a statement, failed. */
    default void onDeleteFile(EventView event, DeleteFileEventFlyweight body) {
    }

    /** Commit of a transaction in a transactional engine. */
    default void onXid(EventView event, XidEventFlyweight body) {
    }

    /** The transaction was prepared: whether its rows are committed, a transaction of its own tells, later or never. */
    default Demand onXaPrepare(EventView event, XaPrepareEventFlyweight body) {
        return Demand.CONTINUE;
    }

    /** The statement whose rows follow: ROWS_QUERY of MySQL, ANNOTATE_ROWS of MariaDB. */
    default void onRowsQuery(EventView event, RowsQueryEventFlyweight body) {
    }

    /**
     * A table map. The descriptor is the same instance as long as the table's definition stays the same.
     *
     * @return whether the rows of this table are wanted; when not, they are only counted
     */
    default boolean onTableMap(EventView event, TableDescriptor table) {
        return true;
    }

    /** One row of a wanted table. {@link Demand#PAUSE}: the row was taken, no other follows before {@code resume()}. */
    Demand onRow(EventView event, RowChangeView row);

    /** A rows event of a table that was not wanted. */
    default void onRowsSkipped(EventView event, int rowCount) {
    }

    /** The source has nothing to send; {@link EventView#endPosition()} is where it stands. */
    default void onHeartbeat(EventView event) {
    }

    /** The server that wrote the file was shut down; another file follows. */
    default void onStop(EventView event) {
    }

    /** Changes are in the tables that are not in the log. The stream stops behind this method. */
    default void onIncident(EventView event, IncidentEventFlyweight body) {
    }

    /** An event of unknown type which the server marked as ignorable. */
    default void onIgnorable(EventView event) {
    }

    /**
     * Called first when decoding goes on after {@link Demand#PAUSE}.
     *
     * @return PAUSE while the handler itself has more to hand on before the next row or event may come
     */
    default Demand onResume() {
        return Demand.CONTINUE;
    }

    /**
     * Called when nothing is left of an event, and again each time that decoding goes on, until it says CONTINUE: the
     * place for what is to be handed on between two events.
     *
     * @return PAUSE: no other event comes before {@code resume()}
     */
    default Demand onEventEnd() {
        return Demand.CONTINUE;
    }

    /**
     * An event of a type that is not known here and that the server did not mark as ignorable: it may carry rows.
     *
     * @return whether it was dealt with; when not, the stream stops
     */
    default boolean onUnknown(EventView event) {
        return false;
    }
}
