package com.passkit.cdc.protocol.client;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.position.BinlogPosition;

/**
 * What to ask of the source. Before the dump the session registers as a replica, asks for checksums
 * ({@code @source_binlog_checksum}), a heartbeat and announces its UUID.
 *
 * @param position        where to start
 * @param serverId        1 to 2^32 - 1, unique among the servers and replicas of the cluster
 * @param replicaUuid     announced as {@code @replica_uuid}, so that the source tells two replicas apart
 * @param heartbeatPeriod how often an idle source speaks; the connection counts as lost after three silent periods
 * @param definitions     what table maps leave out
 * @param isNonBlocking   whether the source ends the dump at its end instead of waiting (BINLOG_DUMP_NON_BLOCK); a
 *                        reader like that is no replica: it does not register, and its server id is of no account
 * @param wantsStatements whether a MariaDB source sends the logged statements (ANNOTATE_ROWS); MySQL always does
 * @param semiSync        told which transactions the source waits for, which needs its plugin for semi-synchronous
 *                        replication; null for an asynchronous replica
 */
public record BinlogDumpConfig(
    BinlogPosition position,
    long serverId,
    UUID replicaUuid,
    Duration heartbeatPeriod,
    TableDefinitions definitions,
    boolean isNonBlocking,
    boolean wantsStatements,
    SemiSyncHandler semiSync) {

    private static final long MAX_SERVER_ID = 0xffff_ffffL;

    /** @return a server id that hardly anyone else has. Threading: any thread */
    public static long randomServerId() {
        return ThreadLocalRandom.current().nextLong(1, MAX_SERVER_ID);
    }

    /**
     * A look at what the source has now, by no replica, without table definitions. Threading: any thread.
     *
     * @param position where to start
     */
    public static BinlogDumpConfig toTheEnd(BinlogPosition position, Duration heartbeatPeriod) {
        return new BinlogDumpConfig(
            position, randomServerId(), UUID.randomUUID(), heartbeatPeriod, TableDefinitions.NONE, true);
    }

    /**
     * The server keeps a replica that is lost between its registration and its dump until another one registers under
     * the same id: one that comes back should have it again.
     *
     * @return a server id that hardly anyone else has, the same one for the same UUID. Threading: any thread
     */
    public static long serverIdOf(UUID replicaUuid) {
        return 1 + Math.floorMod(replicaUuid.getMostSignificantBits() ^ replicaUuid.getLeastSignificantBits(),
            MAX_SERVER_ID);
    }

    /** An asynchronous replica. */
    public BinlogDumpConfig(BinlogPosition position, long serverId, UUID replicaUuid, Duration heartbeatPeriod,
        TableDefinitions definitions, boolean isNonBlocking, boolean wantsStatements) {
        this(position, serverId, replicaUuid, heartbeatPeriod, definitions, isNonBlocking, wantsStatements, null);
    }

    /** An asynchronous replica, without statements. */
    public BinlogDumpConfig(BinlogPosition position, long serverId, UUID replicaUuid, Duration heartbeatPeriod,
        TableDefinitions definitions, boolean isNonBlocking) {
        this(position, serverId, replicaUuid, heartbeatPeriod, definitions, isNonBlocking, false);
    }

    public BinlogDumpConfig {
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(replicaUuid, "replicaUuid");
        Objects.requireNonNull(heartbeatPeriod, "heartbeatPeriod");
        Objects.requireNonNull(definitions, "definitions");
        if (serverId < 1 || serverId > MAX_SERVER_ID) {
            throw new IllegalArgumentException("serverId: " + serverId + " (expected: 1 to " + MAX_SERVER_ID + ')');
        }
        if (heartbeatPeriod.toMillis() < 1) {
            throw new IllegalArgumentException("heartbeatPeriod: " + heartbeatPeriod + " (expected: >= 1 ms)");
        }
    }
}
