package com.passkit.cdc.runtime.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ServerInfo;
import com.passkit.cdc.protocol.client.SemiSyncHandler;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.BinlogPosition.InFile;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.position.MariaDbGtidSet;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.runtime.rules.RuleCheck;
import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.runtime.schema.ddl.ServerFacts;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.SnapshotHandler;
import com.passkit.cdc.snapshot.Snapshotter;
import com.passkit.cdc.snapshot.catalog.BinaryLog;
import com.passkit.cdc.snapshot.catalog.Catalog;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.ClusterRole;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.Preflight;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;
import com.passkit.cdc.snapshot.catalog.SemiSyncState;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TableModel;

/**
 * One login to one server, from the check of its settings to the end of the dump.
 * Threading: the supervisor's thread. Blocking: yes, every method but {@link #close()}.
 */
final class SourceSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SourceSession.class);

    /**
     * A catalogue query or the lock of a snapshot may take its time; a lost peer must not hold the connector for
     * ever.
     */
    static final Duration READ_TIMEOUT = Duration.ofMinutes(5);

    private final MySqlClient client;
    private final SourceConfig config;
    private final SourceConfig.Host host;
    private final long replicaServerId;
    private final UUID replicaUuid;
    private final StopSignal stop;
    private final MySqlConnection connection;
    private final ClusterRole role;
    private ServerState server;
    private List<BinaryLog> binaryLogs;
    private ServerFacts facts;

    private SourceSession(MySqlClient client, SourceConfig config, SourceConfig.Host host, long replicaServerId,
        UUID replicaUuid, StopSignal stop, MySqlConnection connection, ServerState server,
        List<BinaryLog> binaryLogs, ClusterRole role) {
        this.client = client;
        this.config = config;
        this.host = host;
        this.replicaServerId = replicaServerId;
        this.replicaUuid = replicaUuid;
        this.stop = stop;
        this.connection = connection;
        this.server = server;
        this.binaryLogs = binaryLogs;
        this.role = role;
    }

    /** @param look transferred; a login to a host that is fit to be read */
    static SourceSession of(HostLook look, MySqlClient client, SourceConfig config, long replicaServerId,
        UUID replicaUuid, StopSignal stop) {
        return new SourceSession(client, config, look.host(), replicaServerId, replicaUuid, stop, look.connection(),
            look.state(), look.binaryLogs(), look.role());
    }

    /** @return a further session with the same server, by its address */
    SourceSession another() {
        HostLook look = stop.await(HostLook.at(client, config, host));
        if (look.failure() != null) {
            throw look.failure();
        }
        return of(look, client, config, replicaServerId, replicaUuid, stop);
    }

    Duration heartbeat() {
        return config.heartbeat();
    }

    MySqlConnection connection() {
        return connection;
    }

    ServerState server() {
        return server;
    }

    /** Reads the state of the server anew: a snapshot takes its time, and its position is one of later. */
    void refresh() {
        server = stop.await(ServerState.read(connection));
        binaryLogs = stop.await(ServerState.binaryLogs(connection));
    }

    /** @return those that the server had at login or at the last look, oldest first */
    List<BinaryLog> binaryLogs() {
        return binaryLogs;
    }

    /**
     * Refuses a server that lacks what a run needs, before anything is read.
     *
     * @param lock         of a snapshot, or null
     * @param mayIdBeTaken whether another replica may have our id
     */
    void requireSettings(TableFilter filter, LockMode lock, boolean mayIdBeTaken) {
        long id = mayIdBeTaken ? config.serverId() : 0;
        require(stop.await(new Preflight(connection, filter, id, replicaUuid).requirements(lock)));
    }

    /** Refuses rules that do not fit the tables, and warns of those that fit none. */
    void requireRules(TableRules rules, TableFilter filter) {
        require(RuleCheck.of(rules, stop.await(new Catalog(connection).tables(filter))));
    }

    private void require(List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.level() == Preflight.Level.WARNING) {
                LOG.warn("source {}: {}", host, finding);
            }
        }
        List<Finding> failures =
            findings.stream().filter(finding -> finding.level() == Preflight.Level.FAILURE).toList();
        if (!failures.isEmpty()) {
            throw new SourceRefusedException(failures);
        }
    }

    List<CatalogTable> catalog(TableFilter filter) {
        return stop.await(new Catalog(connection).describe(filter));
    }

    /** Opens a further session with the same server, whatever the address leads to. Threading: any thread. */
    CompletableFuture<MySqlConnection> connect() {
        return client.connect(config.clientConfig(host, READ_TIMEOUT))
            .thenCompose(other -> ServerState.uuid(other).thenApply(uuid -> {
                if (!uuid.equals(server.serverUuid())) {
                    throw new HostWaitException("source " + host + ": leads to server " + uuid
                        + " now (expected: " + server.serverUuid() + ", which is being read)");
                }
                return other;
            }).whenComplete((same, error) -> {
                if (error != null) {
                    other.close();
                }
            }));
    }

    /** @return ends exceptionally once the server may not be read any more; to be closed by the caller */
    RoleWatch watchRole() {
        return new RoleWatch(this, host, role, config);
    }

    /** @return the included tables as they are now */
    List<TableModel> models(TableFilter filter) {
        return stop.await(new Catalog(connection).describe(filter)).stream().map(CatalogTable::model).toList();
    }

    /** @return the default collation of each database */
    Map<String, Collation> databases() {
        return stop.await(new Catalog(connection).databases());
    }

    /** @return what the meaning of definition statements depends on */
    ServerFacts facts() {
        if (facts == null) {
            facts = stop.await(ServerFacts.read(connection));
        }
        return facts;
    }

    /** @return whether table maps tell everything, as the server is set now */
    boolean isMetadataFull() {
        ServerInfo info = connection.server();
        boolean hasSetting = info.isMariaDb() ? info.isAtLeast(10, 5, 0) : info.isAtLeast(8, 0, 1);
        return hasSetting && "FULL".equals(
            stop.await(connection.fetch("SELECT @@GLOBAL.binlog_row_metadata")).get(0).get(0));
    }

    Snapshotter snapshotter(TableFilter filter, SnapshotHandler handler, SnapshotConfig snapshot) {
        return new Snapshotter(connection, filter, handler, snapshot, this::connect);
    }

    /** @return whether the server can wait for acknowledgements and is to be given them; warns where it will not */
    boolean isSemiSync() {
        if (!config.semiSync()) {
            return false;
        }
        SemiSyncState state = stop.await(SemiSyncState.read(connection));
        Finding finding = state.finding("semi-sync");
        if (finding.level() == Preflight.Level.WARNING) {
            LOG.warn("source {}: {}", host, finding);
        }
        return state != SemiSyncState.ABSENT;
    }

    /**
     * Makes this session the dump.
     *
     * @param wantsStatements whether the logged statements are delivered
     * @param semiSync        told which transactions the source waits for; null for none
     */
    BinlogStream dump(BinlogPosition position, TableDefinitions definitions, BinlogHandler handler,
        boolean wantsStatements, SemiSyncHandler semiSync) {
        return connection.dump(dumpConfig(position, definitions, wantsStatements, semiSync), handler);
    }

    /** @return the GTIDs that lie before this position; null when the server has them switched off */
    ExecutedGtids executedBefore(BinlogPosition position) {
        if (!server.isGtidOn()) {
            return null;
        }
        if (position instanceof BinlogPosition.BehindGtids behind) {
            return behind.executed().copy();
        }
        if (position instanceof BinlogPosition.BehindMariaDbGtids behind) {
            return behind.executed().copy();
        }
        InFile wanted = (InFile) position;
        if (server.gtidKind() == GtidKind.MARIADB) {
            return askedBefore(wanted);
        }
        try {
            return dumpedBefore(wanted);
        } catch (MySqlException e) {
            if (!GtidModeSwitch.isAnonymousRefused(e)) {
                throw e;
            }
            return GtidModeSwitch.gtidsBefore(wanted, connection, stop);
        }
    }

    /** A MariaDB server finds out by itself. */
    private MariaDbGtidSet askedBefore(InFile wanted) {
        String gtids = stop.await(connection.fetch(ServerState.gtidsBefore(wanted.file(), wanted.offset())))
            .get(0).get(0);
        if (gtids == null) {
            throw new PositionLostException("position: " + wanted + " (expected: the start of an event in a binary log"
                + " that the server has). Take a new snapshot: passkit-cdc position reset");
        }
        return MariaDbGtidSet.parse(gtids);
    }

    private GtidSet dumpedBefore(InFile wanted) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        GtidSeed seed = new GtidSeed(wanted.offset(), () -> reached.complete(null));
        readUntil(reached, dumpConfig(new InFile(wanted.file(), InFile.FIRST_EVENT_OFFSET), TableDefinitions.NONE,
            false), seed, wanted.toString());
        return seed.gtids();
    }

    /**
     * Reads a part of the log over a connection of its own.
     *
     * @param reached completed by the handler when it has seen enough
     * @param end     where that is, for messages
     */
    void readUntil(CompletableFuture<Void> reached, BinlogDumpConfig dump, BinlogHandler handler, String end) {
        try (MySqlConnection reader = stop.await(connect());
            BinlogStream stream = reader.dump(dump, handler)) {
            stream.completion().whenComplete((nothing, failure) -> {
                reached.completeExceptionally(failure != null ? failure : new ConnectionClosedException(
                    "binlog dump: the server ended it before " + end + " (expected: events up to there)"));
            });
            stop.await(reached);
        }
    }

    /**
     * Looks at what stands at a place of the log, at the most up to its end, over a connection of its own that is no
     * replica's.
     *
     * @param seen completed by the handler when it has seen enough
     */
    void look(InFile place, CompletableFuture<Void> seen, BinlogHandler handler) {
        BinlogDumpConfig dump = BinlogDumpConfig.toTheEnd(place, config.heartbeat());
        try (MySqlConnection reader = stop.await(connect());
            BinlogStream stream = reader.dump(dump, handler)) {
            stream.completion().whenComplete((nothing, failure) -> {
                if (failure == null) {
                    seen.complete(null);
                } else {
                    seen.completeExceptionally(failure);
                }
            });
            stop.await(seen);
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    /**
     * What {@link #readUntil} asks for, as a replica of its own: a server ends the dump that it has under the same
     * server id and UUID, which may be the stream.
     */
    BinlogDumpConfig dumpConfig(
        BinlogPosition position, TableDefinitions definitions, boolean wantsStatements) {
        return new BinlogDumpConfig(position, BinlogDumpConfig.randomServerId(), UUID.randomUUID(), config.heartbeat(),
            definitions, false, wantsStatements, null);
    }

    private BinlogDumpConfig dumpConfig(BinlogPosition position, TableDefinitions definitions, boolean wantsStatements,
        SemiSyncHandler semiSync) {
        return new BinlogDumpConfig(
            position, replicaServerId, replicaUuid, config.heartbeat(), definitions, false, wantsStatements,
            semiSync);
    }
}
