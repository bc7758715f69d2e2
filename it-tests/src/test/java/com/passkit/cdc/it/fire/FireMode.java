package com.passkit.cdc.it.fire;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import com.passkit.cdc.it.harness.MySqlVersion;

/** Which server a run has, and how the connector is set up. */
enum FireMode {

    /** GTIDs, everything in the clear. */
    V8_0_GTID(MySqlVersion.V8_0, EnumSet.of(Trait.IN_BUILD)),
    /** Files and offsets; the definitions of tables are followed. */
    V5_7_FILE(MySqlVersion.V5_7, EnumSet.of(Trait.IN_BUILD), MySqlVersion.V5_7.withoutGtids()),
    /** Compressed events. */
    MARIADB(MySqlVersion.MARIADB_10_11, EnumSet.of(Trait.IN_BUILD), "--log-bin-compress=ON",
        "--log-bin-compress-min-len=10"),
    /** Encrypted on both ways, compressed transactions. */
    V9_TLS(MySqlVersion.V9, EnumSet.of(Trait.IN_BUILD, Trait.ENCRYPTED), "--binlog-transaction-compression=ON"),
    /** The oldest, on four lanes. */
    V5_6_LANES(MySqlVersion.V5_6, EnumSet.of(Trait.IN_BUILD, Trait.LANES)),
    /** The same on a newer one. */
    V8_0_LANES(MySqlVersion.V8_0, EnumSet.of(Trait.LANES), "--binlog-row-metadata=MINIMAL"),
    /** The tables are read beside the stream. */
    V9_UNLOCKED(MySqlVersion.V9, EnumSet.of(Trait.UNLOCKED)),
    /** The same without GTIDs, where each piece is read under a lock. */
    V8_0_FILE_UNLOCKED(MySqlVersion.V8_0, EnumSet.of(Trait.UNLOCKED), MySqlVersion.V8_0.withoutGtids()),
    /** The same with four lanes. */
    MARIADB_UNLOCKED(MySqlVersion.MARIADB_10_11, EnumSet.of(Trait.UNLOCKED, Trait.LANES)),
    /** A primary that dies and two replicas, one of which is read. */
    MARIADB_FAILOVER(MySqlVersion.MARIADB_10_11, EnumSet.of(Trait.IN_BUILD, Trait.CLUSTER)),
    /** The same. */
    V9_FAILOVER(MySqlVersion.V9, EnumSet.of(Trait.CLUSTER));

    /** What a mode is besides its server. */
    private enum Trait {
        /** Every build runs it. */
        IN_BUILD,
        /** TLS on both ways. */
        ENCRYPTED,
        /** Several requests at once. */
        LANES,
        /** The snapshot takes no lock. */
        UNLOCKED,
        /** Several servers, semi-synchronous. */
        CLUSTER
    }

    private static final int LANE_COUNT = 4;

    private final MySqlVersion version;
    private final Set<Trait> traits;
    private final List<String> serverFlags;

    FireMode(MySqlVersion version, Set<Trait> traits, String... serverFlags) {
        this.version = version;
        this.traits = traits;
        this.serverFlags = List.of(serverFlags);
    }

    /** @return those of every build */
    static List<FireMode> ofBuild() {
        return Arrays.stream(values()).filter(mode -> mode.traits.contains(Trait.IN_BUILD)).toList();
    }

    MySqlVersion version() {
        return version;
    }

    String[] serverFlags() {
        return serverFlags.toArray(new String[0]);
    }

    boolean isEncrypted() {
        return traits.contains(Trait.ENCRYPTED);
    }

    /** @return whether the snapshot has one view of all tables, and comes before the stream */
    boolean isSnapshotLocked() {
        return !traits.contains(Trait.UNLOCKED);
    }

    boolean isCluster() {
        return traits.contains(Trait.CLUSTER);
    }

    int laneCount() {
        return traits.contains(Trait.LANES) ? LANE_COUNT : 1;
    }
}
