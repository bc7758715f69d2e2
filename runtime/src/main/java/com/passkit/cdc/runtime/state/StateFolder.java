package com.passkit.cdc.runtime.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import com.passkit.cdc.runtime.state.StateException.Problem;

/**
 * Large files beside the small ones of a state directory, readable by their owner only; or a place of their own that is
 * gone when closed. The folder is made with its first file.
 * Threading: any thread, one for each file. Blocking: yes.
 */
public final class StateFolder implements AutoCloseable {

    private final boolean isTemporary;
    private volatile Path path;

    private StateFolder(Path path) {
        this.path = path;
        this.isTemporary = path == null;
    }

    static StateFolder at(Path path) {
        return new StateFolder(path);
    }

    /** Files that nothing outlives: deleted by {@link #close()}. */
    public static StateFolder temporary() {
        return new StateFolder(null);
    }

    /** @return where a file is, for messages; the name alone before there is a folder */
    public Path path(String name) {
        Path folder = path;
        return folder == null ? Path.of(name) : folder.resolve(name);
    }

    /** Makes a file, empty, in place of one that had its name. @return to be closed by the caller */
    public FileChannel create(String name) {
        try {
            createFolder();
            Path file = path.resolve(name);
            Files.deleteIfExists(file);
            return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                StateDirectory.fileAttributes(file));
        } catch (IOException e) {
            throw unusable(name, "cannot be created", e);
        }
    }

    /** @return to be closed by the caller; null when there is no such file */
    public FileChannel open(String name) {
        try {
            return FileChannel.open(path(name), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw unusable(name, "cannot be read", e);
        }
    }

    /** @return a file that is there, to be changed; to be closed by the caller */
    public FileChannel change(String name) {
        try {
            return FileChannel.open(path(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unusable(name, "cannot be written", e);
        }
    }

    /** @return bytes of a file that is there */
    public long length(String name) {
        try {
            return Files.size(path(name));
        } catch (IOException e) {
            throw unusable(name, "cannot be read", e);
        }
    }

    /** Gives a file, which is synced, the name of another, which is gone then. Returns when that is durable. */
    public void replace(String name, String old) {
        try {
            Files.move(path(name), path(old), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DirectorySync.sync(path);
        } catch (IOException e) {
            throw unusable(old, "cannot be written", e);
        }
    }

    /** Makes what was written to these files durable, and their names. */
    public void sync(Collection<String> names) {
        for (String name : names) {
            try (FileChannel channel = FileChannel.open(path(name), StandardOpenOption.WRITE)) {
                channel.force(true);
            } catch (IOException e) {
                throw unusable(name, "cannot be synced", e);
            }
        }
        try {
            DirectorySync.sync(path);
            DirectorySync.sync(path.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw unusable("", "cannot be synced", e);
        }
    }

    /** Deletes a file, if it is there. */
    public void delete(String name) {
        try {
            Files.deleteIfExists(path(name));
        } catch (IOException e) {
            throw unusable(name, "cannot be deleted", e);
        }
    }

    /** @return what is in it, in no order */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (path == null || !Files.isDirectory(path)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException e) {
            throw unusable("", "cannot be read", e);
        }
        return names;
    }

    /** Deletes a temporary folder with all that is in it; else does nothing. */
    @Override
    public void close() {
        if (isTemporary && path != null) {
            names().forEach(this::delete);
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw unusable("", "cannot be deleted", e);
            }
        }
    }

    private void createFolder() throws IOException {
        if (path == null) {
            path = Files.createTempDirectory("passkit-cdc-");
        } else if (!Files.isDirectory(path)) {
            StateDirectory.createDirectories(path);
        }
    }

    /** @return what a failed access to a file means, in words */
    public StateException unusable(String name, String what, IOException e) {
        return new StateException(Problem.UNUSABLE, path(name) + ": " + what + ": " + StateDirectory.reason(e)
            + " (expected: a state directory this user may write, with free space)", e);
    }
}
