package com.passkit.cdc.runtime.state;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.passkit.cdc.runtime.state.StateException.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directory of one connector name, locked while in use, readable by its owner only.
 * Threading: any thread. Blocking: yes.
 */
public final class StateDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);
    private static final String LOCK_NAME = "lock";
    private static final int MAX_HOLDER_LENGTH = 300;
    private static final Pattern HOLDER = Pattern.compile("([0-9]{1,20})(?: ([A-Za-z0-9._-]{1,255}))?\\s");
    /**
     * What this process holds. POSIX drops all of a process's locks on a file when it closes any descriptor of it, so
     * a second attempt must not even open the lock file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockChannel;

    private StateDirectory(Path path, FileChannel lockChannel) {
        this.path = path;
        this.lockChannel = lockChannel;
    }

    /**
     * Creates what is missing and takes the lock.
     *
     * @param parent    the configured state directory
     * @param connector connector name
     * @throws StateException when another run holds it, or it cannot be written
     */
    public static StateDirectory open(Path parent, String connector) {
        Path path = pathOf(parent, connector);
        try {
            createDirectories(path);
        } catch (IOException e) {
            throw new StateException(Problem.UNUSABLE, path + ": cannot be created: " + reason(e)
                + " (expected: a directory this user may write; see state.dir)", e);
        }
        Path held = path.toAbsolutePath().normalize();
        if (!HELD.add(held)) {
            throw locked(path, "this process", null);
        }
        FileChannel channel = null;
        try {
            Path lock = path.resolve(LOCK_NAME);
            channel = FileChannel.open(lock,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                fileAttributes(lock));
            takeLock(path, channel);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                (ProcessHandle.current().pid() + " " + hostName() + "\n").getBytes(StandardCharsets.US_ASCII)));
            DirectorySync.sync(path);
            return new StateDirectory(path, channel);
        } catch (IOException e) {
            closeQuietly(channel);
            HELD.remove(held);
            throw new StateException(Problem.UNUSABLE, path + ": not writable: " + reason(e)
                + " (expected: a directory this user may write; see state.dir)", e);
        } catch (StateException e) {
            closeQuietly(channel);
            HELD.remove(held);
            throw e;
        }
    }

    /** For commands that only look: no lock is taken and nothing is created. */
    public static StateDirectory peek(Path parent, String connector) {
        return new StateDirectory(pathOf(parent, connector), null);
    }

    public Path path() {
        return path;
    }

    /** @return whether the directory is there */
    public boolean exists() {
        return Files.isDirectory(path);
    }

    /** A file in it; nothing is read or written yet. */
    public StateFile file(String name, String kind, int version) {
        return new StateFile(path.resolve(name), kind, version);
    }

    /** A file in it that grows; nothing is read or written yet. */
    public StateLog log(String name, String kind, int version) {
        return new StateLog(path.resolve(name), kind, version);
    }

    /** A folder in it; nothing is read or written yet. */
    public StateFolder folder(String name) {
        return StateFolder.at(path.resolve(name));
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        if (lockChannel != null && lockChannel.isOpen()) {
            closeQuietly(lockChannel);
            HELD.remove(path.toAbsolutePath().normalize());
        }
    }

    private static Path pathOf(Path parent, String connector) {
        Objects.requireNonNull(connector, "connector");
        return parent.resolve(connector);
    }

    private static void takeLock(Path path, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw locked(path, "this process", e);
        }
        if (lock == null) {
            throw locked(path, holder(channel), null);
        }
    }

    private static StateException locked(Path path, String holder, Exception cause) {
        return new StateException(Problem.LOCKED, path + ": locked by another run, " + holder
            + " (expected: one run for each connector name; stop it, or choose another name)", cause);
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_HOLDER_LENGTH);
        channel.read(bytes, 0);
        Matcher holder = HOLDER.matcher(new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII));
        if (!holder.lookingAt()) {
            return "an unknown process";
        }
        return "process " + holder.group(1) + (holder.group(2) == null ? "" : " on " + holder.group(2));
    }

    /** A directory may be shared by machines; a process id alone then names a stranger. */
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "");
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** All that are missing on the way, too: who may write above a directory may put another in its place. */
    static void createDirectories(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.toAbsolutePath().getParent();
        if (isPosix(parent)) {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(path);
        }
        DirectorySync.sync(parent);
    }

    static FileAttribute<?>[] fileAttributes(Path file) {
        if (!isPosix(file)) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))};
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Names the cause in words: the message of a file system exception alone is only the path. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static void closeQuietly(FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the descriptor, which is released whatever close reports.
            LOG.debug("lock file: close failed", e);
        }
    }
}
