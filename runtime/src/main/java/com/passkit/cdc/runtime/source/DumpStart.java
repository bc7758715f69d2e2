package com.passkit.cdc.runtime.source;

import java.util.List;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.BinlogPosition.BehindGtids;
import com.passkit.cdc.protocol.position.BinlogPosition.InFile;
import com.passkit.cdc.protocol.position.GtidSet;
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
    private static final long MAX_DUMP_OFFSET = 0xffff_ffffL;

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
        if (start instanceof StartPoint.Earliest) {
            return earliest(server, logs);
        }
        return current(server);
    }

    private static BinlogPosition current(ServerState server) {
        return server.isGtidOn()
            ? new BehindGtids(GtidSet.parse(server.gtidExecuted()))
            : new InFile(server.file(), server.offset());
    }

    private static BinlogPosition earliest(ServerState server, List<BinaryLog> logs) {
        return server.isGtidOn()
            ? new BehindGtids(GtidSet.parse(server.gtidPurged()))
            : new InFile(logs.get(0).name(), InFile.FIRST_EVENT_OFFSET);
    }

    private static BinlogPosition at(BinlogPosition position, ServerState server, List<BinaryLog> logs) {
        if (position instanceof BehindGtids behind) {
            if (!server.isGtidOn()) {
                throw new MySqlException(Recovery.STOP, "position: " + position + " (expected: file:<name>:<offset>,"
                    + " because gtid_mode is not ON on the server)");
            }
            requireGtids(behind.executed(), server);
            return behind;
        }
        InFile inFile = (InFile) position;
        requireFile(inFile.file(), inFile.offset(), logs);
        return inFile;
    }

    private static BinlogPosition behind(Checkpoint checkpoint, ServerState server, List<BinaryLog> logs) {
        if (server.isGtidOn() && checkpoint.gtids() != null) {
            GtidSet ours = GtidSet.parse(checkpoint.gtids());
            requireGtids(ours, server);
            return new BehindGtids(ours);
        }
        if (!checkpoint.serverUuid().equals(server.serverUuid())) {
            throw new PositionLostException("position: " + checkpoint.file() + ':' + checkpoint.offset() + " of server "
                + checkpoint.serverUuid() + " (expected: the same server, because without GTIDs a position means"
                + " nothing on server " + server.serverUuid() + "). Take a new snapshot: passkit-cdc position reset");
        }
        requireFile(checkpoint.file(), checkpoint.offset(), logs);
        return new InFile(checkpoint.file(), checkpoint.offset());
    }

    private static void requireGtids(GtidSet ours, ServerState server) {
        GtidSet purged = GtidSet.parse(server.gtidPurged());
        if (!ours.containsAll(purged)) {
            throw new PositionLostException("position: gtid:" + ours + " (expected: to contain gtid_purged of the"
                + " server; it purged " + purged.minus(ours) + " before they were read)."
                + " Take a new snapshot: passkit-cdc position reset");
        }
        GtidSet executed = GtidSet.parse(server.gtidExecuted());
        if (!executed.containsAll(ours)) {
            throw new SourceBehindException("position: gtid:" + ours + " (expected: contained in gtid_executed of"
                + " the server; it lacks " + ours.minus(executed) + ", so it is behind or was reset)."
                + " Take a new snapshot: passkit-cdc position reset");
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
