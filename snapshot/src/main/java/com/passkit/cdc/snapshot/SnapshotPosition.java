package com.passkit.cdc.snapshot;

/**
 * The binlog position at which a snapshot is consistent.
 *
 * @param file       binlog file
 * @param offset     64-bit offset of the next transaction in it
 * @param gtids      {@code @@GLOBAL.gtid_executed} at that moment; null where gtid_mode is not ON
 * @param serverUuid {@code @@server_uuid}
 * @param serverId   {@code @@server_id}
 */
public record SnapshotPosition(String file, long offset, String gtids, String serverUuid, long serverId) {
}
