package com.passkit.cdc.runtime.checkpoint;

import java.util.Objects;

import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.GtidKind;

/**
 * A position up to which everything was accepted by the receiver. Owned.
 *
 * @param file       binlog file of the server that was read
 * @param offset     64-bit offset of the start of the next transaction in it
 * @param gtids      everything executed up to here, as text; null where the server had GTIDs switched off
 * @param serverUuid {@code @@server_uuid} of the server that was read, or what stands for it; file and offset mean
 *                   something only there
 * @param gtidKind   in whose words the GTIDs are
 */
public record Checkpoint(String file, long offset, String gtids, String serverUuid, GtidKind gtidKind) {

    public Checkpoint {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(serverUuid, "serverUuid");
        Objects.requireNonNull(gtidKind, "gtidKind");
    }

    /** Of a MySQL server. */
    public Checkpoint(String file, long offset, String gtids, String serverUuid) {
        this(file, offset, gtids, serverUuid, GtidKind.MYSQL);
    }

    /** @return the GTIDs, a new instance each time; null where there are none */
    public ExecutedGtids executed() {
        return gtids == null ? null : gtidKind.parse(gtids);
    }
}
