package com.passkit.cdc.runtime.checkpoint;

import java.util.Objects;

/**
 * A position up to which everything was accepted by the receiver. Owned.
 *
 * @param file       binlog file of the server that was read
 * @param offset     64-bit offset of the start of the next transaction in it
 * @param gtids      everything executed up to here, as text; null where the server had GTIDs switched off
 * @param serverUuid {@code @@server_uuid} of the server that was read; file and offset mean something only there
 */
public record Checkpoint(String file, long offset, String gtids, String serverUuid) {

    public Checkpoint {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(serverUuid, "serverUuid");
    }
}
