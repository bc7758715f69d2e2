package com.passkit.cdc.runtime.checkpoint;

import java.util.Objects;

import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.runtime.xa.HeldTransactions;

/**
 * A position up to which everything was accepted by the receiver. Owned.
 *
 * @param file       binlog file of the server that was read
 * @param offset     64-bit offset of the start of the next transaction in it
 * @param gtids      everything executed up to here, as text; null where the server had GTIDs switched off
 * @param serverUuid {@code @@server_uuid} of the server that was read, or what stands for it; file and offset mean
 *                   something only there
 * @param gtidKind   in whose words the GTIDs are
 * @param held       XA transactions that are prepared here and not decided
 * @param mark       what tells the history of the server's log from another one; null where nothing is known of it
 */
public record Checkpoint(String file, long offset, String gtids, String serverUuid, GtidKind gtidKind,
    HeldTransactions held, LogMark mark) {

    public Checkpoint {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(serverUuid, "serverUuid");
        Objects.requireNonNull(gtidKind, "gtidKind");
        Objects.requireNonNull(held, "held");
    }

    /** A position of whose history nothing is known. */
    public Checkpoint(String file, long offset, String gtids, String serverUuid, GtidKind gtidKind,
        HeldTransactions held) {
        this(file, offset, gtids, serverUuid, gtidKind, held, null);
    }

    /** Of a MySQL server; no XA transaction is prepared, or none is known. */
    public Checkpoint(String file, long offset, String gtids, String serverUuid) {
        this(file, offset, gtids, serverUuid, GtidKind.MYSQL);
    }

    /** A position at which no XA transaction is prepared, or none is known. */
    public Checkpoint(String file, long offset, String gtids, String serverUuid, GtidKind gtidKind) {
        this(file, offset, gtids, serverUuid, gtidKind, HeldTransactions.NONE);
    }

    /** @return the same position, at which these XA transactions are prepared */
    public Checkpoint holding(HeldTransactions transactions) {
        return new Checkpoint(file, offset, gtids, serverUuid, gtidKind, transactions, mark);
    }

    /** @return the GTIDs, a new instance each time; null where there are none */
    public ExecutedGtids executed() {
        return gtids == null ? null : gtidKind.parse(gtids);
    }
}
