package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A folder that becomes read-only to a process that uses it. Threading: one thread at a time. */
final class ReadOnlyFolder {

    /**
     * The process goes on with the files that it has open, as after a remount; every other one lies below the mount. It
     * is made elsewhere, for one through which something is being written cannot become read-only.
     */
    private static final String MOUNT = "mkdir \"$2\" && mount --bind \"$1\" \"$2\" && mount -o remount,bind,ro"
        + " \"$2\" && mount --bind \"$2\" \"$1\" && ! touch \"$1/probe\" 2> /dev/null";

    private final Path folder;
    private final List<String> launcher;
    private final List<String> entrance;

    /** @param entrance command that enters the mounts of a process, whose id follows; empty where it has none */
    private ReadOnlyFolder(Path folder, List<String> launcher, List<String> entrance) {
        this.folder = folder;
        this.launcher = launcher;
        this.entrance = entrance;
    }

    /** @param isMounted whether its file system becomes so, where that can be had; else its permissions do */
    static ReadOnlyFolder of(Path folder, boolean isMounted) throws IOException, InterruptedException {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        List<String> space = List.of("unshare", isRoot ? "-m" : "-rm");
        List<String> entrance = isRoot ? List.of("nsenter", "-m", "-t")
            : List.of("nsenter", "-m", "-U", "--preserve-credentials", "-t");
        if (isMounted && canMount(space)) {
            return new ReadOnlyFolder(folder, space, entrance);
        }
        // Permissions mean nothing to who may override them.
        List<String> plain = isRoot ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search",
            "--inh-caps=-dac_override,-dac_read_search") : List.of();
        return new ReadOnlyFolder(folder, plain, List.of());
    }

    private static boolean canMount(List<String> space) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(space);
        Path probe = Files.createTempDirectory("passkit-cdc-mount");
        try {
            Path folder = Files.createDirectory(probe.resolve("folder"));
            command.addAll(List.of("sh", "-c", MOUNT, "sh", folder.toString(), probe.resolve("mount").toString()));
            return succeeds(command);
        } finally {
            for (String name : List.of("folder", "mount", "")) {
                Files.deleteIfExists(probe.resolve(name));
            }
        }
    }

    /** @return what runs the process */
    List<String> launcher() {
        return launcher;
    }

    /** @return what the operating system says then */
    String reason() {
        return entrance.isEmpty() ? "permission denied" : "Read-only file system";
    }

    /** From now on nothing in it can be written by the process. */
    void begin(long pid) throws IOException, InterruptedException {
        if (entrance.isEmpty()) {
            permit("r-xr-xr-x");
            return;
        }
        List<String> command = new ArrayList<>(entrance);
        command.addAll(List.of(Long.toString(pid), "sh", "-c", MOUNT, "sh", folder.toString(),
            folder.resolveSibling("mount").toString()));
        assertThat(succeeds(command)).as("mount").isTrue();
    }

    /** Any process may write to it again; mounts ended with the process that had them. */
    void end() throws IOException {
        if (entrance.isEmpty()) {
            permit("rwx------");
        }
    }

    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }

    private static boolean succeeds(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }
}
