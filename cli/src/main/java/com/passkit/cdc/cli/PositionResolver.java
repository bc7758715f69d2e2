package com.passkit.cdc.cli;

import java.time.Duration;
import java.util.List;

import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.runtime.source.StartPoint;
import com.passkit.cdc.snapshot.catalog.BinaryLog;
import com.passkit.cdc.snapshot.catalog.ServerState;

/** Makes a whole position of what an operator names, as the server knows it. Blocking: yes. */
final class PositionResolver {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final SourceConfig source;

    PositionResolver(SourceConfig source) {
        this.source = source;
    }

    /** Asks the first host. */
    Checkpoint resolve(StartPoint named) {
        try (MySqlClient client = new MySqlClient();
            MySqlConnection connection =
                SourceCheck.await(client.connect(source.clientConfig(source.hosts().get(0), LIMIT)))) {
            Checkpoint resolved = resolve(named, SourceCheck.await(ServerState.read(connection)),
                SourceCheck.await(ServerState.binaryLogs(connection)));
            if (named instanceof StartPoint.At at && at.position() instanceof BinlogPosition.InFile inFile) {
                requireBoundary(connection, inFile);
            }
            return resolved;
        }
    }

    static Checkpoint resolve(StartPoint named, ServerState server, List<BinaryLog> logs) {
        if (named instanceof StartPoint.At at) {
            return at(at.position(), server, logs);
        }
        if (named instanceof StartPoint.AtGtids atGtids) {
            return at(atGtids.of(server.gtidKind()), server, logs);
        }
        if (named instanceof StartPoint.Earliest) {
            return atFirstLog(server, logs, server.isGtidOn() ? server.gtidPurged() : null);
        }
        return new Checkpoint(server.file(), server.offset(), server.isGtidOn() ? server.gtidExecuted() : null,
            server.serverUuid(), server.gtidKind());
    }

    /** The server knows the file; whether a transaction begins at the offset is known when it is read. */
    private static void requireBoundary(MySqlConnection connection, BinlogPosition.InFile position) {
        String refusal = PositionProbe.refusal(connection, position);
        if (refusal != null) {
            throw gone(position + " (expected: " + refusal + "; see SHOW BINLOG EVENTS IN '" + position.file() + "')");
        }
    }

    private static Checkpoint at(BinlogPosition position, ServerState server, List<BinaryLog> logs) {
        if (position instanceof BinlogPosition.InFile inFile) {
            return inFile(inFile, server, logs);
        }
        return behind(position instanceof BinlogPosition.BehindGtids behind
            ? behind.executed() : ((BinlogPosition.BehindMariaDbGtids) position).executed(), server, logs);
    }

    /** Whoever reads file and offset one day, without GTIDs, rather reads twice than not at all. */
    private static Checkpoint atFirstLog(ServerState server, List<BinaryLog> logs, String gtids) {
        return new Checkpoint(
            logs.get(0).name(), BinlogPosition.InFile.FIRST_EVENT_OFFSET, gtids, server.serverUuid(),
            server.gtidKind());
    }

    private static Checkpoint behind(ExecutedGtids gtids, ServerState server, List<BinaryLog> logs) {
        if (!server.isGtidOn()) {
            throw ConfigException.of("position: gtid:" + gtids + " (expected: file:<name>:<offset>, for gtid_mode of "
                + "the server is " + server.gtidMode() + ')');
        }
        if (gtids.kind() != server.gtidKind()) {
            throw ConfigException.of("position: gtid:" + gtids + " (expected: GTIDs of " + server.gtidKind()
                + ", which the server is)");
        }
        ExecutedGtids purged = server.gtids().purgedBeyond(gtids);
        if (!purged.isEmpty()) {
            throw gone("gtid:" + gtids + " (expected: to contain " + server.gtids().purgedName()
                + " of the server, which has " + purged + " besides)");
        }
        ExecutedGtids unknown = server.gtids().unknownOf(gtids);
        if (!unknown.isEmpty()) {
            throw gone("gtid:" + gtids + " (expected: contained in " + server.gtids().executedName()
                + " of the server, which lacks " + unknown + ')');
        }
        return atFirstLog(server, logs, gtids.toString());
    }

    private static Checkpoint inFile(BinlogPosition.InFile position, ServerState server, List<BinaryLog> logs) {
        BinaryLog found = logs.stream().filter(log -> log.name().equals(position.file())).findFirst()
            .orElseThrow(() -> gone(position + " (expected: one of the server's binary logs, " + logs.get(0).name()
                + " to " + logs.get(logs.size() - 1).name() + ')'));
        if (position.offset() > found.length()) {
            throw gone(position + " (expected: an offset up to " + found.length() + ", the length of that file)");
        }
        return new Checkpoint(
            position.file(), position.offset(), null, server.serverUuid(), server.gtidKind());
    }

    private static MySqlException gone(String message) {
        return new MySqlException(Recovery.RESNAPSHOT, "position: " + message
            + "; passkit-cdc position set now, or position reset for a new snapshot");
    }
}
