package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is installed: all of it is listed, and it runs where it may write nothing but its state. */
class DistributionIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String NOBODY = "65534";
    /** Mounts of the kernel's own, which cannot be or need not be written to. */
    private static final String READ_ONLY = """
        state=$1; shift
        mount --bind "$state" "$state"
        while read -r device target type options; do
            case $type in proc|sysfs|dev*|cgroup*|mqueue|bpf|tracefs|securityfs) continue ;; esac
            [ "$target" = "$state" ] || mount -o remount,bind,ro "$target" 2> /dev/null || :
        done < /proc/self/mounts
        ! touch /tmp/passkit-cdc-probe 2> /dev/null || { echo "the file system can be written" >&2; exit 99; }
        exec "$@"
        """;

    @Test
    void shouldListEveryJarOfTheDistribution() throws IOException {
        Path target = ConnectorProcess.jar().toAbsolutePath().getParent();
        JsonNode bom = JSON.readTree(target.resolve("sbom.json").toFile());
        Set<String> listed = new TreeSet<>();
        for (JsonNode component : bom.get("components")) {
            String type = component.get("purl").asText().replaceAll(".*classifier=([^&]*).*", "-$1");
            listed.add(component.get("name").asText() + '-' + component.get("version").asText()
                + (component.get("purl").asText().contains("classifier=") ? type : "") + ".jar");
            assertThat(component.path("licenses").isEmpty() && !component.get("group").asText().startsWith("com.passkit"))
                .as("a licence of " + component).isFalse();
        }
        Set<String> jars;
        try (Stream<Path> files = Files.list(target.resolve("lib"))) {
            jars = files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }

        assertThat(bom.get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bom.get("metadata").get("component").get("name").asText()).isEqualTo("passkit-cdc-cli");
        assertThat(listed).containsAll(jars);
        assertThat(jars.stream().filter(jar -> jar.matches("(mysql-connector|mariadb|mysql-binlog).*"))).isEmpty();
    }

    /** With TLS, compressed transactions and epoll: what needs native libraries unpacks them in the state directory. */
    @Test
    void shouldRunAsAnOrdinaryUserWhereOnlyItsStateCanBeWritten(@TempDir Path directory)
        throws IOException, InterruptedException, SQLException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path jar = install(directory.resolve("app"));
        Path state = Files.createDirectory(directory.resolve("state"));
        Path probe = Files.createDirectory(directory.resolve("read-only"));
        try (TestDatabase database = MySqlServers.shared(MySqlVersion.V9).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v LONGTEXT)", "INSERT INTO t VALUES (1, 'a')");
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            Map<String, String> environment =
                Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password());
            try (ConnectorProcess connector = ConnectorProcess.startBy(
                launcher(state, probe), jar, directory, environment, "run", "-c", yaml.toString())) {
                connector.awaitLine(Pattern.compile("streaming from"));
                database.execute("SET SESSION binlog_transaction_compression = ON",
                    "INSERT INTO t VALUES (2, REPEAT('x', 100000))");
                await().atMost(PATIENCE).until(() -> receiver.eventCount() == 2);

                assertThat(ownerOf(connector.pid())).isNotEqualTo("0");
                String maps = Files.readString(Path.of("/proc/" + connector.pid() + "/maps"));
                for (String library : List.of("epoll", "tcnative", "zstd")) {
                    assertThat(maps.lines().filter(line -> line.contains(state.toString())))
                        .as(library).anyMatch(line -> line.contains(library));
                }
                connector.terminate();
                assertThat(connector.awaitExit(PATIENCE)).as(connector.stderr()).isZero();
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    private static Path install(Path folder) throws IOException {
        Path built = ConnectorProcess.jar();
        Files.createDirectories(folder.resolve("lib"));
        try (Stream<Path> jars = Files.list(built.toAbsolutePath().getParent().resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, folder.resolve("lib").resolve(jar.getFileName()));
            }
        }
        return Files.copy(built, folder.resolve("passkit-cdc.jar"));
    }

    /** @return whose process it is, outside of any name space: the second number is the effective user */
    private static String ownerOf(long pid) throws IOException {
        if (isRoot()) {
            return Files.readString(Path.of("/proc/" + pid + "/status"), StandardCharsets.UTF_8)
                .lines().filter(line -> line.startsWith("Uid:")).findFirst().orElseThrow().split("\\s+")[2];
        }
        return "an ordinary user's";
    }

    private static boolean isRoot() throws IOException {
        return Files.getOwner(Path.of("/proc/self")).getName().equals("root");
    }

    /**
     * What this machine allows: a mount name space of its own in which all but the state is read-only, and as root
     * another user in it. Where no name space can be had, another user to whom everything else is read-only, and a
     * folder for temporary files that it cannot write.
     */
    private static List<String> launcher(Path state, Path probe) throws IOException, InterruptedException {
        List<String> asNobody = isRoot()
            ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups") : List.of();
        if (isRoot()) {
            Files.setOwner(state, state.getFileSystem().getUserPrincipalLookupService()
                .lookupPrincipalByName(NOBODY));
        }
        for (List<String> space : List.of(List.of("unshare", "-m"), List.of("unshare", "-rm"))) {
            List<String> launcher = new ArrayList<>(space);
            launcher.addAll(List.of("sh", "-ec", READ_ONLY, "sh", state.toString()));
            launcher.addAll(space.contains("-m") ? asNobody : List.of());
            if (succeeds(launcher)) {
                return launcher;
            }
        }
        assertThat(isRoot()).as("neither name spaces nor another user can be had").isTrue();
        List<String> launcher = new ArrayList<>(asNobody);
        launcher.addAll(List.of("env", "JDK_JAVA_OPTIONS=-Djava.io.tmpdir=" + probe));
        return launcher;
    }

    private static boolean succeeds(List<String> launcher) throws InterruptedException {
        List<String> command = new ArrayList<>(launcher);
        command.add("true");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
