package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidListEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RotateEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XaPrepareEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Receives the events of a binlog, in order. Every argument is borrowed until the method returns. An exception thrown
 * here
 * stops the stream and completes it with that exception.
 * <p>
 * Threading: the event loop of the connection, or the caller's thread for a file.
 */
public interface BinlogHandler {

    /** Every event, known or not, after its checksum was verified and before the method of its type. */
    default void onEvent(EventView event) {
    }

    default void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
    }

    /**
     * A real rotate at the end of a file, or the artificial one that begins a dump ({@code
     * event.header().isArtificial()}).
     */
    default void onRotate(EventView event, RotateEventFlyweight body) {
    }

    default void onPreviousGtids(EventView event, PreviousGtidsEventFlyweight body) {
    }

    /** GTID, ANONYMOUS_GTID or GTID_TAGGED_LOG: a transaction begins. */
    default void onGtid(EventView event, GtidEventFlyweight body) {
    }

    /** A transaction of MariaDB begins, without a BEGIN behind it; or a statement that commits by itself. */
    default void onMariaDbGtid(EventView event, MariaDbGtidEventFlyweight body) {
    }

    /** In MariaDB: the last GTIDs before this file. */
    default void onMariaDbGtidList(EventView event, MariaDbGtidListEventFlyweight body) {
    }

    /**
     * A statement: transaction control or a definition. {@link Demand#PAUSE}: nothing follows before {@code
     * resume()}.
     */
    default Demand onQuery(EventView event, QueryEventFlyweight body) {
        return Demand.CONTINUE;
    }

    /** Commit of a transaction in a transactional engine. */
    default void onXid(EventView event, XidEventFlyweight body) {
    }

    /** The transaction was prepared: whether its rows are committed, a transaction of its own tells, later or never. */
    default void onXaPrepare(EventView event, XaPrepareEventFlyweight body) {
    }

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

    /** An event of unknown type which the server marked as ignorable. */
    default void onIgnorable(EventView event) {
    }
}
