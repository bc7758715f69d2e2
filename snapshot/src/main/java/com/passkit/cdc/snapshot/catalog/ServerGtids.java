package com.passkit.cdc.snapshot.catalog;

import java.util.Objects;

import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.position.MariaDbBinlogState;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.position.MariaDbGtidSet;

/**
 * What a server says of its GTIDs, as text without white space; empty for none.
 *
 * @param kind     whose they are
 * @param executed MySQL: {@code gtid_executed}; MariaDB: {@code gtid_binlog_pos}
 * @param purged   what is in no binary log any more; MariaDB: the position at the start of the first one
 * @param logged   MariaDB: {@code gtid_binlog_state}; MySQL: empty
 * @param applied  MariaDB: {@code gtid_slave_pos}, what came from a source of its own; MySQL: empty
 * @param owned    MySQL: {@code gtid_owned}, what is being committed, without the sessions; MariaDB: empty
 */
public record ServerGtids(
    GtidKind kind, String executed, String purged, String logged, String applied, String owned) {

    private static final String OWNER = "#\\d+";

    public ServerGtids {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(executed, "executed");
        Objects.requireNonNull(purged, "purged");
        Objects.requireNonNull(logged, "logged");
        Objects.requireNonNull(applied, "applied");
        Objects.requireNonNull(owned, "owned");
    }

    /** Of a server at which nothing is being committed. */
    public ServerGtids(GtidKind kind, String executed, String purged, String logged, String applied) {
        this(kind, executed, purged, logged, applied, "");
    }

    static ServerGtids ofMySql(String executed, String purged) {
        return ofMySql(executed, purged, "");
    }

    /** @param owned as the server has it, with the session behind each */
    static ServerGtids ofMySql(String executed, String purged, String owned) {
        return new ServerGtids(GtidKind.MYSQL, executed, purged, "", "", owned.replaceAll(OWNER, ""));
    }

    /** @return whether a session is committing each of these at the moment; they are executed when it is done */
    public boolean isCommitting(ExecutedGtids gtids) {
        return gtids instanceof GtidSet set && !owned.isEmpty() && GtidSet.parse(owned).containsAll(set);
    }

    /** @return the name of what {@link #purged} was read from, for messages */
    public String purgedName() {
        return kind == GtidKind.MYSQL ? "gtid_purged" : "the start of the first binary log";
    }

    /** @return the name of what {@link #executed} was read from, for messages */
    public String executedName() {
        return kind == GtidKind.MYSQL ? "gtid_executed" : "gtid_binlog_state";
    }

    /**
     * @param ours of this kind
     * @return what was purged and is not in ours; empty when ours can be continued. Of MariaDB only what is beyond
     *         doubt: the server itself has the last word when the dump begins
     */
    public ExecutedGtids purgedBeyond(ExecutedGtids ours) {
        if (ours instanceof GtidSet set) {
            return GtidSet.parse(purged).minus(set);
        }
        MariaDbGtidSet position = (MariaDbGtidSet) ours;
        MariaDbGtidSet beyond = new MariaDbGtidSet();
        for (MariaDbGtid gone : MariaDbGtidSet.parse(purged).gtids()) {
            MariaDbGtid last = position.last(gone.domainId());
            // Sequences of two servers need not be in order.
            if (last == null || last.serverId() == gone.serverId() && !position.contains(gone)) {
                beyond.advance(gone);
            }
        }
        return beyond;
    }

    /**
     * @param ours of this kind
     * @return what of ours the server does not have: it is behind, or was reset
     */
    public ExecutedGtids unknownOf(ExecutedGtids ours) {
        if (ours instanceof GtidSet set) {
            return set.minus(GtidSet.parse(executed));
        }
        MariaDbBinlogState state = MariaDbBinlogState.parse(logged);
        MariaDbGtidSet replicated = MariaDbGtidSet.parse(applied);
        MariaDbGtidSet unknown = new MariaDbGtidSet();
        for (MariaDbGtid gtid : ((MariaDbGtidSet) ours).gtids()) {
            if (!state.contains(gtid) && !isReplicated(gtid, replicated, state)) {
                unknown.advance(gtid);
            }
        }
        return unknown;
    }

    /**
     * What came from another server stands in the log too, unless that was deleted or the server does not log it. Two
     * servers that took writes on their own gave the same numbers to different transactions.
     */
    private static boolean isReplicated(MariaDbGtid gtid, MariaDbGtidSet replicated, MariaDbBinlogState state) {
        MariaDbGtid last = replicated.last(gtid.domainId());
        if (last == null || !replicated.contains(gtid)) {
            return false;
        }
        boolean logsItsServer = state.gtids().stream().anyMatch(logged ->
            logged.domainId() == gtid.domainId() && logged.serverId() == gtid.serverId());
        return last.serverId() == gtid.serverId() || !logsItsServer && last.sequence() > gtid.sequence();
    }
}
