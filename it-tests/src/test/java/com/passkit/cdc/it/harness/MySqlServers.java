package com.passkit.cdc.it.harness;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.testcontainers.DockerClientFactory;

/**
 * The servers of this test run. A shared one is started once for each set of flags and serves all test classes, each
 * test in a database of its own; a fresh one belongs to the test, which may stop, kill and reconfigure it.
 * <p>
 * A version whose binaries cannot be had runs in a container; where no Docker engine answers either, the test fails.
 */
public final class MySqlServers {

    private static final Map<Key, RealServer> SHARED = new ConcurrentHashMap<>();

    private record Key(MySqlVersion version, List<String> flags) {
    }

    private MySqlServers() {
    }

    /** @return a server that other tests use too: neither stop it nor change its global settings; never close it */
    public static RealServer shared(MySqlVersion version, String... flags) {
        return SHARED.computeIfAbsent(new Key(version, List.of(flags)), key -> start(key.version, key.flags));
    }

    /** @return a server of the caller's own, to be closed by it */
    public static RealServer fresh(MySqlVersion version, String... flags) {
        return start(version, List.of(flags));
    }

    private static RealServer start(MySqlVersion version, List<String> flags) {
        try {
            version.installation();
        } catch (RuntimeException e) {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                throw e;
            }
            return new ContainerServer(version, flags);
        }
        return new BinaryServer(version, flags);
    }
}
