package com.passkit.cdc.it.harness;

import java.sql.SQLException;
import java.util.List;

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

    /**
     * @return the member that takes writes, whichever that is when a session is opened; with an account that every
     *         member has and that cannot write to a member that is read-only. Its addresses are those of that moment
     */
    RealServer writable();

    @Override
    void close();
}
