package com.passkit.cdc.runtime.source;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.error.DumpRefusal;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.position.BinlogPosition.InFile;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.snapshot.catalog.BinaryLog;

/**
 * Transactions from before {@code gtid_mode} was switched. A server keeps those of the other kind in its files but ends
 * a dump that comes upon one (rpl_binlog_sender.cc, check_event_type); it still lists them.
 * Threading: the supervisor's thread. Blocking: yes.
 */
final class GtidModeSwitch {

    private static final int EVENTS_PER_PAGE = 1000;
    private static final int EVENTS_AT_START = 3;
    private static final int FILE_START = 4;
    private static final Pattern GTID_NEXT = Pattern.compile("GTID_NEXT\\s*=\\s*'([^']+:\\d+)'");

    private GtidModeSwitch() {
    }

    /** @return whether the server ended the dump because of a transaction without a GTID */
    static boolean isAnonymousRefused(MySqlException e) {
        return e instanceof ServerErrorException error && error.dumpRefusal() == DumpRefusal.ANONYMOUS_TRANSACTION;
    }

    /** @return a reason to connect again, which chooses the dump by the mode of then */
    static MySqlException switchedMeanwhile(ServerErrorException e) {
        return new MySqlException(Recovery.RECONNECT,
            "gtid_mode: was switched while the log was read (" + e.getMessage() + ')', e);
    }

    /** @return what to do about transactions that the server no longer sends; the error itself when it is another */
    static MySqlException explained(ServerErrorException e) {
        if (isAnonymousRefused(e)) {
            return stillUnread("ON", "without GTIDs", switched("ON_PERMISSIVE", "ON"), e);
        }
        if (e.dumpRefusal() != DumpRefusal.GTID_TRANSACTION) {
            return e;
        }
        return stillUnread("OFF", "with GTIDs", isOfMode56(e)
            ? "Start the server with gtid_mode = ON, let the connector catch up, then start it with gtid_mode = OFF"
            : switched("OFF_PERMISSIVE", "OFF"), e);
    }

    /** MySQL 5.6 sends transactions without GTIDs whatever the mode, and has no steps between ON and OFF. */
    private static boolean isOfMode56(ServerErrorException e) {
        return e.getMessage().contains("Found a Gtid_log_event");
    }

    private static String switched(String step, String mode) {
        return "Run SET GLOBAL gtid_mode = " + step + ", let the connector catch up, then SET GLOBAL gtid_mode = "
            + mode;
    }

    private static MySqlException stillUnread(String mode, String kind, String remedy, ServerErrorException cause) {
        return stillUnread(mode, kind, remedy, cause.getMessage(), cause);
    }

    private static MySqlException stillUnread(
        String mode, String kind, String remedy, String said, ServerErrorException cause) {
        return new MySqlException(Recovery.STOP, "gtid_mode: " + mode + ", but transactions " + kind + " are still to"
            + " be read, which the server sends no more (expected: all of them read before the last step to " + mode
            + "). " + remedy + "; or take a new snapshot: passkit-cdc position reset. " + said, cause);
    }

    /**
     * Refuses to go on by GTIDs past transactions without: a server whose {@code gtid_mode} was switched off and on
     * again since would begin behind them, and say nothing. It begins a new file with each switch, so that what a file
     * begins with tells of all of it.
     *
     * @param position by GTIDs, on this server
     * @param logs     of the server, oldest first
     */
    static void requireNoneWithoutGtid(
        Checkpoint position, List<BinaryLog> logs, MySqlConnection connection, StopSignal stop) {
        boolean isBehind = false;
        for (BinaryLog log : logs) {
            if (isBehind && beginsWithoutGtid(log, connection, stop)) {
                throw stillUnread("ON", "without GTIDs (from " + log.name() + " on)", switched("ON_PERMISSIVE", "ON"),
                    "The position is " + position.file() + ':' + position.offset(), null);
            }
            isBehind = isBehind || log.name().equals(position.file());
        }
    }

    private static boolean beginsWithoutGtid(BinaryLog log, MySqlConnection connection, StopSignal stop) {
        for (ResultRow event : stop.await(connection.fetch(
            "SHOW BINLOG EVENTS IN '" + log.name() + "' LIMIT " + EVENTS_AT_START))) {
            switch (event.get("Event_type")) {
                case "Format_desc", "Previous_gtids" -> { }
                case "Anonymous_Gtid", "Query" -> {
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    /** @return the GTIDs before an offset of a file, from the server's listing of it */
    static GtidSet gtidsBefore(InFile position, MySqlConnection connection, StopSignal stop) {
        GtidSet gtids = GtidSet.parse("");
        long offset = FILE_START;
        while (offset < position.offset()) {
            List<ResultRow> events = stop.await(connection.fetch("SHOW BINLOG EVENTS IN '" + position.file()
                + "' FROM " + offset + " LIMIT " + EVENTS_PER_PAGE));
            if (events.isEmpty()) {
                return gtids;
            }
            for (ResultRow event : events) {
                if (Long.parseLong(event.get("Pos")) >= position.offset()) {
                    return gtids;
                }
                add(event, gtids);
                offset = Long.parseLong(event.get("End_log_pos"));
            }
        }
        return gtids;
    }

    private static void add(ResultRow event, GtidSet gtids) {
        String info = event.get("Info");
        switch (event.get("Event_type")) {
            case "Previous_gtids" -> gtids.addAll(GtidSet.parse(info));
            case "Gtid", "Gtid_tagged" -> {
                Matcher gtid = GTID_NEXT.matcher(info);
                if (!gtid.find()) {
                    throw new MySqlException(Recovery.STOP,
                        "SHOW BINLOG EVENTS: " + info + " (expected: SET @@SESSION.GTID_NEXT= '<gtid>')");
                }
                gtids.addAll(GtidSet.parse(gtid.group(1)));
            }
            default -> { }
        }
    }
}
