package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes configuration files. */
public final class ConnectorYaml {

    private ConnectorYaml() {
    }

    /**
     * A connector from one database to one endpoint, its state beside the file, its admin endpoint on any free port.
     *
     * @param directory where the file goes
     * @param database  all of whose tables are captured
     * @param endpoint  where batches go
     * @param publish   further lines of the section {@code publish}, without indentation, for instance
     *                  {@code "lanes: 4"}
     * @return the file
     */
    public static Path write(Path directory, TestDatabase database, URI endpoint, String... publish) {
        RealServer server = database.server();
        List<String> lines = new ArrayList<>(List.of(
            "name: it",
            "source:",
            "  hosts: ['" + server.host() + ':' + server.port() + "']",
            "  user: " + server.user(),
            "  password: ${env:" + ConnectorProcess.PASSWORD_VARIABLE + '}',
            "  allowPublicKeyRetrieval: true",
            "tables: {include: ['" + database.name() + ".*']}",
            "state: {dir: '" + directory.resolve("state") + "'}",
            "admin: {bind: 127.0.0.1, port: 0}",
            "publish:",
            "  endpoint: " + endpoint));
        for (String line : publish) {
            lines.add("  " + line);
        }
        try {
            return Files.write(directory.resolve("passkit-cdc.yaml"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sets lines in a configuration file.
     *
     * @param section a section written in block form, for instance {@code source}; empty for the top
     * @param lines   without indentation, for instance {@code "heartbeat: 500ms"}; each takes the place of the line
     *                with its key
     */
    public static void set(Path file, String section, String... lines) {
        try {
            List<String> all = new ArrayList<>(Files.readAllLines(file));
            String indent = section.isEmpty() ? "" : "  ";
            int start = section.isEmpty() ? 0 : all.indexOf(section + ':') + 1;
            if (start == 0 && !section.isEmpty()) {
                throw new IllegalArgumentException("section: " + section + " (expected: one of " + all + ')');
            }
            for (String line : lines) {
                String key = indent + line.substring(0, line.indexOf(':') + 1);
                int end = start;
                while (end < all.size() && all.get(end).startsWith(indent)) {
                    end++;
                }
                all.subList(start, end).removeIf(existing -> existing.startsWith(key));
                all.add(start, indent + line);
            }
            Files.write(file, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
