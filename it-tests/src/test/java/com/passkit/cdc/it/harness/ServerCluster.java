package com.passkit.cdc.it.harness;

import java.sql.SQLException;
import java.util.List;

import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.position.MariaDbGtidSet;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;

/**
 * Servers that have the same transactions under the same GTIDs, one of which takes writes. Threading: one thread at a
 * time, but for {@link #primary()} and what it gives.
 */
public interface ServerCluster extends AutoCloseable {

    /** @return all members, running or not, in the order in which they were made */
    List<RealServer> members();

    /** @return the member that takes writes now */
    RealServer primary();

    /** @return the other members that run */
    List<RealServer> replicas();

    /**
     * Makes another member the one that takes writes, in order: nothing that was committed is lost, and the one before
     * goes on as a replica.
     */
    void switchOver(RealServer to) throws SQLException;

    /**
     * Kills the member that takes writes, as a power cut would, and promotes the one that has most.
     *
     * @return the one that was killed; it does not run
     */
    RealServer failOver() throws SQLException;

    /** Starts a member that does not run, as a replica. */
    void rejoin(RealServer member) throws SQLException;

    /** Returns when every running member has all that the primary has. */
    void awaitReplicated() throws SQLException;

    /** @return the executed GTIDs of a member, as text */
    String executed(RealServer member) throws SQLException;

    /**
     * @param position of a connector; null for none yet
     * @param executed as {@link #executed} gives them
     * @return whether the position is behind all of these
     */
    default boolean contains(Checkpoint position, String executed) {
        if (position == null || position.gtids() == null) {
            return false;
        }
        if (position.executed() instanceof MariaDbGtidSet set) {
            return MariaDbGtidSet.parse(executed).gtids().stream().allMatch(set::contains);
        }
        return ((GtidSet) position.executed()).containsAll(GtidSet.parse(executed));
    }

    /**
     * @return the member that takes writes, whichever that is when a session is opened; with an account that every
     *         member has and that cannot write to a member that is read-only. Its addresses are those of that moment
     */
    RealServer writable();

    @Override
    void close();
}
