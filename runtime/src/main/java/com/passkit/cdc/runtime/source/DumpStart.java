package com.passkit.cdc.runtime.source;

import java.util.List;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.BinlogPosition.BehindGtids;
import com.passkit.cdc.protocol.position.BinlogPosition.BehindMariaDbGtids;
import com.passkit.cdc.protocol.position.BinlogPosition.InFile;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.snapshot.catalog.BinaryLog;
import com.passkit.cdc.snapshot.catalog.ServerState;

/**
 * Chooses at each connection where the dump starts, by GTIDs when both the server and the position have them, else by
 * file and
 * offset; and refuses a position whose continuation the server no longer has before a single event is asked for.
 */
final class DumpStart {

    /** COM_BINLOG_DUMP carries the offset in four bytes. */
    static final long MAX_DUMP_OFFSET = 0xffff_ffffL;

    private DumpStart() {
    }

    /** @throws PositionLostException when the server cannot continue from there */
    static BinlogPosition choose(StartPoint start, ServerState server, List<BinaryLog> logs) {
        if (start instanceof StartPoint.Behind behind) {
            return behind(behind.checkpoint(), server, logs);
        }
        if (start instanceof StartPoint.At at) {
            return at(at.position(), server, logs);
        }
        if (start instanceof StartPoint.AtGtids atGtids) {
            return at(atGtids.of(server.gtidKind()), server, logs);
        }
        if (start instanceof StartPoint.Earliest) {
            return earliest(server, logs);
        }
        return current(server);
    }

    private static BinlogPosition current(ServerState server) {
        return server.isGtidOn() ? behind(server.gtidExecuted(), server)
            : new InFile(server.file(), server.offset());
    }

    private static BinlogPosition earliest(ServerState server, List<BinaryLog> logs) {
        return server.isGtidOn() ? behind(server.gtidPurged(), server)
            : new InFile(logs.get(0).name(), InFile.FIRST_EVENT_OFFSET);
    }

    private static BinlogPosition behind(String gtids, ServerState server) {
        return server.gtidKind().behind(server.gtidKind().parse(gtids));
    }

    private static BinlogPosition at(BinlogPosition position, ServerState server, List<BinaryLog> logs) {
        if (position instanceof InFile inFile) {
            requireFile(inFile.file(), inFile.offset(), logs);
            return inFile;
        }
        ExecutedGtids executed = position instanceof BehindGtids behind
            ? behind.executed() : ((BehindMariaDbGtids) position).executed();
        if (!server.isGtidOn()) {
            throw new MySqlException(Recovery.STOP, "position: " + position + " (expected: file:<name>:<offset>,"
                + " because gtid_mode is not ON on the server)");
        }
        if (executed.kind() != server.gtidKind()) {
            throw new MySqlException(Recovery.STOP, "position: " + position + " (expected: GTIDs of "
                + server.gtidKind() + ", which the server is)");
        }
        requireGtids(executed, server);
        return position;
    }

    private static BinlogPosition behind(Checkpoint checkpoint, ServerState server, List<BinaryLog> logs) {
        if (checkpoint.gtidKind() != server.gtidKind()) {
            throw new PositionLostException("position: one of " + checkpoint.gtidKind() + " (expected: one of "
                + server.gtidKind() + ", which the server is). Take a new snapshot: passkit-cdc position reset");
        }
        if (server.isGtidOn() && checkpoint.gtids() != null) {
            ExecutedGtids ours = checkpoint.executed();
            requireGtids(ours, server);
            return server.gtidKind().behind(ours);
        }
        if (!checkpoint.serverUuid().equals(server.serverUuid())) {
            throw new PositionLostException("position: " + checkpoint.file() + ':' + checkpoint.offset() + " of server "
                + checkpoint.serverUuid() + " (expected: the same server, because without GTIDs a position means"
                + " nothing on server " + server.serverUuid() + "). Take a new snapshot: passkit-cdc position reset");
        }
        requireFile(checkpoint.file(), checkpoint.offset(), logs);
        return new InFile(checkpoint.file(), checkpoint.offset());
    }

    private static void requireGtids(ExecutedGtids ours, ServerState server) {
        ExecutedGtids purged = server.gtids().purgedBeyond(ours);
        if (!purged.isEmpty()) {
            throw new PositionLostException("position: gtid:" + ours + " (expected: to contain "
                + server.gtids().purgedName() + " of the server; it purged " + purged + " before they were read)."
                + " Take a new snapshot: passkit-cdc position reset");
        }
        ExecutedGtids unknown = server.gtids().unknownOf(ours);
        if (!unknown.isEmpty()) {
            throw new SourceBehindException("position: gtid:" + ours + " (expected: contained in "
                + server.gtids().executedName() + " of the server; it lacks " + unknown
                + ", so it is behind or was reset). Take a new snapshot: passkit-cdc position reset");
        }
    }

    private static void requireFile(String file, long offset, List<BinaryLog> logs) {
        List<String> names = logs.stream().map(BinaryLog::name).toList();
        int index = names.indexOf(file);
        if (index < 0) {
            throw new PositionLostException("position: file:" + file + ':' + offset + " (expected: one of the server's"
                + " binary logs " + excerpt(names) + "). Take a new snapshot: passkit-cdc position reset");
        }
        long length = logs.get(index).length();
        if (offset > length) {
            throw new PositionLostException("position: file:" + file + ':' + offset + " (expected: an offset up to "
                + length + ", the length of that file). Take a new snapshot: passkit-cdc position reset");
        }
        if (offset > MAX_DUMP_OFFSET) {
            throw new MySqlException(Recovery.STOP, "position: file:" + file + ':' + offset
                + " (expected: an offset up to " + MAX_DUMP_OFFSET + ", the protocol's limit without GTIDs)."
                + " Set gtid_mode=ON, or max_binlog_size=1G and smaller transactions");
        }
    }

    private static String excerpt(List<String> names) {
        return names.size() <= 2 ? names.toString() : names.get(0) + " to " + names.get(names.size() - 1);
    }
}
