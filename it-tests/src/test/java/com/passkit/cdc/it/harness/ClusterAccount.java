package com.passkit.cdc.it.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** An account that is the same on all members of a cluster and may do what an application and the connector do. */
final class ClusterAccount {

    private final String name = "cluster";
    private final String password = UUID.randomUUID().toString().substring(0, 16);

    String name() {
        return name;
    }

    String password() {
        return password;
    }

    /** @return the statements that make it; of a version whose members replicate by it too */
    List<String> statements(MySqlVersion version) {
        return List.of("CREATE USER '" + name + "'@'%' IDENTIFIED BY '" + password + '\'',
            "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, RELOAD, PROCESS, LOCK TABLES,"
                + " REPLICATION SLAVE, REPLICATION CLIENT" + (version.isMariaDb() ? ", SLAVE MONITOR" : "")
                + (version.isMySqlFrom(MySqlVersion.V8_0) ? ", XA_RECOVER_ADMIN" : "")
                + " ON *.* TO '" + name + "'@'%'");
    }

    /** @return the server of each moment, logged in to as this account */
    RealServer on(Supplier<RealServer> current) {
        return new Following(current);
    }

    /** Whatever is asked is asked of the server of that moment. */
    private final class Following implements RealServer {

        private final Supplier<RealServer> current;

        Following(Supplier<RealServer> current) {
            this.current = current;
        }

        @Override
        public String host() {
            return current.get().host();
        }

        @Override
        public int port() {
            return current.get().port();
        }

        @Override
        public String user() {
            return name;
        }

        @Override
        public String password() {
            return password;
        }

        @Override
        public MySqlVersion release() {
            return current.get().release();
        }

        @Override
        public String version() {
            return current.get().version();
        }

        @Override
        public Path ca() {
            return current.get().ca();
        }

        @Override
        public Path socket() {
            return current.get().socket();
        }

        @Override
        public String errorLog() {
            return current.get().errorLog();
        }

        @Override
        public void stop() {
            current.get().stop();
        }

        @Override
        public void kill() {
            current.get().kill();
        }

        @Override
        public void start(String... moreFlags) {
            current.get().start(moreFlags);
        }

        @Override
        public void close() {
            // The cluster closes its members.
        }
    }
}
