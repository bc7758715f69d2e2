package com.passkit.cdc.runtime.source;

import java.util.List;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.runtime.source.HostView.Standing;
import com.passkit.cdc.snapshot.catalog.ClusterRole;
import com.passkit.cdc.snapshot.catalog.ServerState;

/**
 * What a look at a host means for a run that goes on from a position.
 *
 * @param look      what was found
 * @param view      the verdict, for people
 * @param error     what the run would end with, were this the only host; null where it would wait, or go on
 * @param lacked    GTIDs that were read before and that the host does not have; empty for none
 * @param isForeign whether the position means nothing to the server, which is another one and has no GTIDs for it
 */
record HostVerdict(HostLook look, HostView view, MySqlException error, String lacked, boolean isForeign) {

    private static final String REPLICA_LOGS = "log_replica_updates: OFF on a server that replicates, so that what it"
        + " replicates is not in its binary log (expected: ON; set log_replica_updates=ON, before 8.0.26 and on"
        + " MariaDB log_slave_updates=ON, in the server's configuration and restart it, or read from the primary with"
        + " source.role: primary)";

    private static final String MAY_NOT_ASK = "SLAVE MONITOR: missing (expected: GRANT SLAVE MONITOR ON *.* to the"
        + " user, on MySQL GRANT REPLICATION CLIENT ON *.*, to know the part that source.role asks for)";

    /** @param start where the run goes on */
    static HostVerdict of(HostLook look, StartPoint start, ClusterConfig cluster) {
        if (look.failure() != null) {
            boolean isRefused = look.failure().recovery() == Recovery.STOP;
            return verdict(look, isRefused ? Standing.REFUSED : Standing.UNREACHABLE, look.failure().getMessage(),
                look.failure());
        }
        ClusterRole role = look.role();
        if (!role.unreadable().isEmpty()) {
            return verdict(look, Standing.OUT_OF_GROUP, role.unreadable(), null);
        }
        if (role.hidesReplicated()) {
            return refused(look, REPLICA_LOGS);
        }
        if (role.kind() == ClusterRole.Kind.UNKNOWN && cluster.role() != ClusterConfig.Role.ANY) {
            return refused(look, MAY_NOT_ASK);
        }
        MySqlException lost = lostOn(look, start);
        if (lost != null) {
            String lacked = lacked(lost, look, start);
            String reason = lacked.isEmpty() ? lost.getMessage() : "it lacks " + lacked + ", which was read before";
            return new HostVerdict(look, view(look, standing(lost, look, start), reason), lost, lacked,
                isForeign(look.state(), start));
        }
        if (!cluster.role().admits(role)) {
            return verdict(look, Standing.WRONG_ROLE, "not a " + cluster.role().word()
                + " (expected: one, as source.role says)", null);
        }
        return verdict(look, Standing.FIT, "has what comes next", null);
    }

    private static HostVerdict verdict(HostLook look, Standing standing, String reason, MySqlException error) {
        return new HostVerdict(look, view(look, standing, reason), error, "", false);
    }

    private static HostVerdict refused(HostLook look, String reason) {
        return verdict(look, Standing.REFUSED, reason,
            new MySqlException(Recovery.STOP, "source " + look.host() + ": " + reason));
    }

    private static HostView view(HostLook look, Standing standing, String reason) {
        return new HostView(
            look.host().toString(), look.role() == null ? "" : look.role().inWords(), standing, reason);
    }

    private static Standing standing(MySqlException lost, HostLook look, StartPoint start) {
        if (lost instanceof SourceBehindException) {
            return look.role().isReplicating() || isBeingCommitted(start, look.state())
                ? Standing.BEHIND : Standing.LACKING;
        }
        return lost.recovery() == Recovery.STOP ? Standing.REFUSED : Standing.LOST;
    }

    private static String lacked(MySqlException lost, HostLook look, StartPoint start) {
        return lost instanceof SourceBehindException
            ? look.state().gtids().unknownOf(executed(start)).toString() : "";
    }

    private static boolean isForeign(ServerState server, StartPoint start) {
        return start instanceof StartPoint.Behind behind && (behind.checkpoint().gtidKind() != server.gtidKind()
            || !(server.isGtidOn() && behind.checkpoint().gtids() != null)
            && !behind.checkpoint().serverUuid().equals(server.serverUuid()));
    }

    /** @return why the server cannot go on from there; null where it can */
    private static MySqlException lostOn(HostLook look, StartPoint start) {
        boolean isAnywhere = start instanceof StartPoint.WithSnapshot || start instanceof StartPoint.Current
            || start instanceof StartPoint.Earliest;
        try {
            if (!isAnywhere) {
                DumpStart.choose(start, look.state(), look.binaryLogs());
            }
            return null;
        } catch (MySqlException e) {
            return e;
        }
    }

    /** A primary shows a transaction to replicas before it counts as executed, and may wait long in between. */
    private static boolean isBeingCommitted(StartPoint start, ServerState state) {
        ExecutedGtids ours = executed(start);
        return ours != null && state.gtids().isCommitting(state.gtids().unknownOf(ours));
    }

    /** @return the GTIDs behind which the run goes on; null where there are none */
    private static ExecutedGtids executed(StartPoint start) {
        if (start instanceof StartPoint.Behind behind) {
            return behind.checkpoint().gtids() == null ? null : behind.checkpoint().executed();
        }
        if (start instanceof StartPoint.At at && at.position() instanceof BinlogPosition.BehindGtids behind) {
            return behind.executed();
        }
        if (start instanceof StartPoint.At at && at.position() instanceof BinlogPosition.BehindMariaDbGtids behind) {
            return behind.executed();
        }
        return null;
    }

    /** @return whether it is one of these */
    boolean is(Standing... standings) {
        return List.of(standings).contains(view.standing());
    }

    /** @return whether the writes of the cluster go to a server that has a history of its own from our position on */
    boolean hasMovedOn() {
        return look.role() != null && look.role().mayTakeWrites()
            && (is(Standing.LACKING) || is(Standing.LOST) && isForeign);
    }

    /** @return what that means, for people */
    String lostInWords() {
        return "source: " + view.host() + " takes the writes of the cluster and " + (lacked.isEmpty()
            ? "knows nothing of the position" : "lacks " + lacked + ", which was delivered and is lost to the cluster,"
                + " unless a server that has it takes over. Take a new snapshot: passkit-cdc position reset");
    }
}
