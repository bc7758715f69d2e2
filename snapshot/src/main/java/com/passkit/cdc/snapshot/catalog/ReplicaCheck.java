package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.UUID;

import com.passkit.cdc.protocol.client.ResultRow;

/** Judges whether our replica id is ours alone. Asks the server nothing. */
final class ReplicaCheck {

    private static final String ID = "replica_id";
    private static final String SUBJECT = "source.serverId";

    private ReplicaCheck() {
    }

    /**
     * @param serverId       ours; 0 when it is chosen at random
     * @param replicaUuid    ours; null when it is not known
     * @param sourceServerId that of the server
     * @param replicas       rows of SHOW REPLICAS: id first
     */
    static List<Preflight.Finding> judge(
        long serverId, UUID replicaUuid, long sourceServerId, List<ResultRow> replicas) {
        Findings findings = new Findings();
        if (serverId == 0) {
            findings.ok(ID, SUBJECT, "chosen at random");
        } else if (serverId == sourceServerId) {
            findings.failure(ID, SUBJECT, serverId + " is the id of the server itself (expected: one of its own)",
                "set source.serverId to a number that no server or replica has, or leave it out");
        } else if (isTaken(serverId, replicaUuid, replicas)) {
            findings.failure(ID, SUBJECT, serverId + " is in use by a connected replica (expected: one of its own)",
                "set source.serverId to a number that no server or replica has, or leave it out");
        } else {
            findings.ok(ID, SUBJECT, serverId + ", not in use by another replica");
        }
        return findings.list();
    }

    private static boolean isTaken(long serverId, UUID replicaUuid, List<ResultRow> replicas) {
        for (ResultRow replica : replicas) {
            // MySQL has a column for it; to MariaDB we give it as the name of our host.
            boolean isOurs = replicaUuid != null
                && replica.values().stream().anyMatch(replicaUuid.toString()::equalsIgnoreCase);
            if (Long.toString(serverId).equals(replica.get(0)) && !isOurs) {
                return true;
            }
        }
        return false;
    }
}
