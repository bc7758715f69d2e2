package com.passkit.cdc.it.fire;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;

/** What can happen to the server. */
final class ServerFaults {

    private ServerFaults() {
    }

    static List<Fault> of(FireScene scene) {
        if (scene.cluster() != null) {
            return List.of(new FailOver(scene), new SwitchOver(scene), new Rotation(scene), new KilledDump(scene));
        }
        return List.of(new Down(scene, true), new Down(scene, false), new Suspension("server", () -> scene.server().pid()), new Rotation(scene),
            new Rotation(scene), new Purge(scene), new Purge(scene), new KilledDump(scene));
    }

    /** It is killed, or stopped in order, and comes back. */
    private record Down(FireScene scene, boolean isKilled) implements Fault {

        @Override
        public String name() {
            return isKilled ? "server killed" : "server restarted";
        }

        @Override
        public void begin(Random random) throws SQLException {
            // Definitions and XA transactions do not survive a crash of every version in one piece.
            Lock lock = scene.load().crashes();
            lock.lock();
            try {
                if (isKilled) {
                    // 5.7 tells that an XA transaction is committed before its engine has written so anywhere.
                    scene.server().execute("FLUSH ENGINE LOGS");
                    scene.server().kill();
                } else {
                    scene.server().stop();
                }
                LockSupport.parkNanos(random.nextInt(500) * 1_000_000L);
                scene.server().start();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long lastsMs() {
            return 10;
        }
    }

    /** The primary is killed, a replica takes its place, and later it comes back as one. */
    private static final class FailOver implements Fault {

        private final FireScene scene;
        private RealServer dead;

        FailOver(FireScene scene) {
            this.scene = scene;
        }

        @Override
        public String name() {
            return "primary failed over";
        }

        @Override
        public void begin(Random random) throws SQLException {
            Lock lock = scene.load().crashes();
            lock.lock();
            try {
                dead = scene.cluster().failOver();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void end() throws SQLException {
            if (dead != null) {
                scene.cluster().rejoin(dead);
                dead = null;
            }
        }

        @Override
        public long lastsMs() {
            return 3_000;
        }
    }

    /** The primary and a replica change places, in order. */
    private record SwitchOver(FireScene scene) implements Fault {

        @Override
        public String name() {
            return "primary switched over";
        }

        @Override
        public void begin(Random random) throws SQLException {
            List<RealServer> replicas = scene.cluster().replicas();
            Lock lock = scene.load().crashes();
            lock.lock();
            try {
                scene.cluster().switchOver(replicas.get(random.nextInt(replicas.size())));
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long lastsMs() {
            return 1_000;
        }
    }

    /** It begins a new file of its log. */
    private record Rotation(FireScene scene) implements Fault {

        @Override
        public String name() {
            return "log rotated";
        }

        @Override
        public void begin(Random random) throws SQLException {
            scene.server().execute("FLUSH BINARY LOGS");
        }

        @Override
        public long lastsMs() {
            return 10;
        }
    }

    /** It deletes what the connector has made durable. */
    private record Purge(FireScene scene) implements Fault {

        @Override
        public String name() {
            return "log purged";
        }

        @Override
        public void begin(Random random) throws SQLException {
            if (scene.keeper().position() instanceof StoredPosition.At at) {
                scene.server().execute("PURGE BINARY LOGS TO '" + at.checkpoint().file() + '\'');
            }
        }

        @Override
        public long lastsMs() {
            return 10;
        }
    }

    /** An administrator kills the session that reads the log. */
    private record KilledDump(FireScene scene) implements Fault {

        @Override
        public String name() {
            return "session killed";
        }

        @Override
        public void begin(Random random) throws SQLException {
            List<RealServer> servers = scene.cluster() == null ? List.of(scene.server()) : scene.cluster().replicas();
            for (RealServer server : servers) {
                killDumps(server);
            }
        }

        private static void killDumps(RealServer server) throws SQLException {
            List<String> ids = new ArrayList<>();
            try (Connection session = server.connect(); Statement statement = session.createStatement();
                ResultSet result = statement.executeQuery(
                    "SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'")) {
                while (result.next()) {
                    ids.add(result.getString(1));
                }
            }
            for (String id : ids) {
                try {
                    server.execute("KILL " + id);
                } catch (SQLException e) {
                    // It ended by itself meanwhile.
                }
            }
        }

        @Override
        public long lastsMs() {
            return 10;
        }
    }
}
