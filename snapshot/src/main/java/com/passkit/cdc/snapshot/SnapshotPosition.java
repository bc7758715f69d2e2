package com.passkit.cdc.snapshot;

import com.passkit.cdc.protocol.position.GtidKind;

/**
 * The binlog position at which a snapshot is consistent.
 *
 * @param file       binlog file
 * @param offset     64-bit offset of the next transaction in it
 * @param gtids      everything executed at that moment; null where gtid_mode is not ON
 * @param serverUuid {@code @@server_uuid}, or what stands for it
 * @param serverId   {@code @@server_id}
 * @param gtidKind   in whose words the GTIDs are
 */
public record SnapshotPosition(
    String file, long offset, String gtids, String serverUuid, long serverId, GtidKind gtidKind) {

    /** Of a MySQL server. */
    public SnapshotPosition(String file, long offset, String gtids, String serverUuid, long serverId) {
        this(file, offset, gtids, serverUuid, serverId, GtidKind.MYSQL);
    }
}
