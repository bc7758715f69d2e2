package com.passkit.cdc.runtime.testing;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that happened to the files of a directory, and what is left of them when the machine stops at any moment
 * of it. Names are durable once their directory was synced, content once its file was.
 * Threading: any thread.
 */
public final class DiskHistory {

    private final Path root;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<Path, Integer> inodes = new HashMap<>();
    private int inodeCount;
    private int budget = Integer.MAX_VALUE;

    /** What a crash leaves behind. */
    public enum Crash {
        /** {@code kill -9}: all that was handed to the operating system; of the last write its first half. */
        KILLED,
        /** Power cut: only what was synced. */
        SYNCED_ONLY,
        /** Power cut: all names, but of each file only the content that was synced. */
        NAMES_BEFORE_CONTENT,
        /** Power cut: all names and lengths, with zeroes in place of content that was not synced. */
        LENGTHS_BEFORE_CONTENT,
        /** Power cut: all content, but of names only what was synced. */
        CONTENT_BEFORE_NAMES
    }

    private enum Kind { CREATE, MKDIR, DELETE, MOVE, LINK, WRITE, TRUNCATE, SYNC, SYNC_DIRECTORY, MARK }

    /** One change. */
    private record Operation(Kind kind, Path path, Path other, int inode, long position, byte[] bytes) {
    }

    private DiskHistory(Path root) {
        this.root = root;
    }

    /** @param root a directory of the machine's own file system, empty and durable */
    public static DiskHistory of(Path root) {
        return new DiskHistory(root);
    }

    /** @return the directory, whose changes are recorded from now on */
    public Path directory() {
        return new RecordingFileSystem(root.getFileSystem(), this).wrap(root);
    }

    /** Lets so many changes pass; all that follow fail as on a disk that is full. */
    public synchronized void failAfter(int changes) {
        budget = changes;
    }

    /** The disk has room again. */
    public synchronized void mend() {
        budget = Integer.MAX_VALUE;
    }

    synchronized void beforeChange(Path path) throws IOException {
        if (budget == 0) {
            throw new FileSystemException(String.valueOf(path), null, "No space left on device");
        }
        budget--;
    }

    /** Remembers that something was done here. */
    public synchronized void mark() {
        add(Kind.MARK, null, null, 0, 0, null);
    }

    /** @return moments at which the machine may stop: after so many operations */
    public synchronized int size() {
        return operations.size();
    }

    /** @return marks among the first operations */
    public synchronized int marksBefore(int count) {
        return (int) operations.subList(0, count).stream().filter(operation -> operation.kind() == Kind.MARK).count();
    }

    /** Writes what is left of the files to a directory that is empty. */
    public synchronized void restore(int count, Crash crash, Path target) throws IOException {
        Disk disk = new Disk();
        for (int i = 0; i < count; i++) {
            disk.apply(operations.get(i), i == count - 1 && crash == Crash.KILLED);
        }
        boolean hasAllNames = crash != Crash.SYNCED_ONLY && crash != Crash.CONTENT_BEFORE_NAMES;
        Map<Path, Integer> names = hasAllNames ? disk.names : disk.durableNames;
        Set<Path> directories = hasAllNames ? disk.directories : disk.durableDirectories;
        directories.stream().sorted().forEach(path -> createDirectory(target.resolve(root.relativize(path))));
        for (Map.Entry<Path, Integer> name : names.entrySet()) {
            byte[] content = disk.contents.get(name.getValue());
            byte[] synced = disk.durableContents.getOrDefault(name.getValue(), new byte[0]);
            byte[] left = switch (crash) {
                case KILLED, CONTENT_BEFORE_NAMES -> content;
                case SYNCED_ONLY, NAMES_BEFORE_CONTENT -> synced;
                case LENGTHS_BEFORE_CONTENT -> Arrays.copyOf(
                    Arrays.copyOf(synced, Math.min(synced.length, content.length)), content.length);
            };
            Path file = target.resolve(root.relativize(name.getKey()));
            if (Files.isDirectory(file.getParent())) {
                Files.write(file, left);
            }
        }
    }

    /** @return the last of the first operations, in words */
    public synchronized String describe(int count) {
        if (count == 0) {
            return "nothing";
        }
        Operation last = operations.get(count - 1);
        return last.kind() + " " + last.path() + (last.bytes() == null ? "" : " " + last.bytes().length + " bytes");
    }

    synchronized int inodeOf(Path path) {
        return inodes.get(path);
    }

    synchronized void onCreated(Path path) {
        inodes.put(path, ++inodeCount);
        add(Kind.CREATE, path, null, inodeCount, 0, null);
    }

    synchronized void onDirectoryCreated(Path path) {
        add(Kind.MKDIR, path, null, 0, 0, null);
    }

    synchronized void onDeleted(Path path) {
        inodes.remove(path);
        add(Kind.DELETE, path, null, 0, 0, null);
    }

    synchronized void onMoved(Path source, Path target) {
        inodes.put(target, inodes.remove(source));
        add(Kind.MOVE, source, target, 0, 0, null);
    }

    synchronized void onLinked(Path link, Path existing) {
        inodes.put(link, inodes.get(existing));
        add(Kind.LINK, link, existing, 0, 0, null);
    }

    synchronized void onWritten(int inode, long position, byte[] bytes) {
        add(Kind.WRITE, null, null, inode, position, bytes);
    }

    synchronized void onTruncated(int inode, long size) {
        add(Kind.TRUNCATE, null, null, inode, size, null);
    }

    synchronized void onSynced(int inode) {
        add(Kind.SYNC, null, null, inode, 0, null);
    }

    synchronized void onDirectorySynced(Path directory) {
        add(Kind.SYNC_DIRECTORY, directory, null, 0, 0, null);
    }

    private void add(Kind kind, Path path, Path other, int inode, long position, byte[] bytes) {
        operations.add(new Operation(kind, path, other, inode, position, bytes));
    }

    private static void createDirectory(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The files as they come to be. */
    private final class Disk {

        private final Map<Path, Integer> names = new HashMap<>();
        private final Map<Path, Integer> durableNames = new HashMap<>();
        private final Set<Path> directories = new HashSet<>(Set.of(root));
        private final Set<Path> durableDirectories = new HashSet<>(Set.of(root));
        private final Map<Integer, byte[]> contents = new HashMap<>();
        private final Map<Integer, byte[]> durableContents = new HashMap<>();

        void apply(Operation operation, boolean isTorn) {
            int inode = operation.inode();
            switch (operation.kind()) {
                case CREATE -> {
                    names.put(operation.path(), inode);
                    contents.put(inode, new byte[0]);
                }
                case MKDIR -> directories.add(operation.path());
                case DELETE -> names.remove(operation.path());
                case MOVE -> names.put(operation.other(), names.remove(operation.path()));
                case LINK -> names.put(operation.path(), names.get(operation.other()));
                case WRITE -> contents.put(inode, written(contents.get(inode), operation, isTorn));
                case TRUNCATE -> {
                    byte[] before = contents.get(inode);
                    contents.put(inode, Arrays.copyOf(before, (int) Math.min(before.length, operation.position())));
                }
                case SYNC -> durableContents.put(inode, contents.get(inode));
                case SYNC_DIRECTORY -> sync(operation.path());
                case MARK -> { }
                default -> throw new IllegalStateException(operation.toString());
            }
        }

        private void sync(Path directory) {
            durableNames.keySet().removeIf(path -> path.getParent().equals(directory));
            names.forEach((path, inode) -> {
                if (path.getParent().equals(directory)) {
                    durableNames.put(path, inode);
                }
            });
            directories.stream().filter(path -> path.getParent().equals(directory)).forEach(durableDirectories::add);
        }

        private static byte[] written(byte[] before, Operation operation, boolean isTorn) {
            int length = isTorn ? operation.bytes().length / 2 : operation.bytes().length;
            int begin = (int) operation.position();
            byte[] after = Arrays.copyOf(before, Math.max(before.length, begin + length));
            System.arraycopy(operation.bytes(), 0, after, begin, length);
            return after;
        }
    }
}
