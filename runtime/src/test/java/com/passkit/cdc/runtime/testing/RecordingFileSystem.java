package com.passkit.cdc.runtime.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The machine's own files, with everything that changes them told to a {@link DiskHistory}. What is under test uses it
 * unaware, for a path brings its file system along.
 */
final class RecordingFileSystem extends FileSystem {

    private final FileSystem real;
    private final DiskHistory history;
    private final Provider provider = new Provider();

    RecordingFileSystem(FileSystem real, DiskHistory history) {
        this.real = real;
        this.history = history;
    }

    Path wrap(Path path) {
        return path == null ? null : new RecordedPath(this, path);
    }

    static Path unwrap(Path path) {
        return path instanceof RecordedPath recorded ? recorded.real() : path;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return real.getRootDirectories();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return real.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return wrap(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        return real.getPathMatcher(syntaxAndPattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }

    /** Hands on, and tells. */
    private final class Provider extends FileSystemProvider {

        @Override
        public String getScheme() {
            return "recorded";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
            Path target = unwrap(path);
            boolean isNew = !Files.exists(target);
            if (isNew) {
                history.beforeChange(target);
            }
            FileChannel channel = FileChannel.open(target, options, attributes);
            if (isNew) {
                history.onCreated(target);
            }
            if (Files.isDirectory(target)) {
                return new RecordedChannel(channel, () -> history.beforeChange(target),
                    () -> history.onDirectorySynced(target), null, null);
            }
            if (!options.contains(StandardOpenOption.WRITE)) {
                return channel;
            }
            int inode = history.inodeOf(target);
            if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
                history.onTruncated(inode, 0);
            }
            return new RecordedChannel(channel, () -> history.beforeChange(target), () -> history.onSynced(inode),
                (position, bytes) -> history.onWritten(inode, position, bytes),
                size -> history.onTruncated(inode, size));
        }

        @Override
        public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options,
            FileAttribute<?>... attributes) throws IOException {
            return options.contains(StandardOpenOption.WRITE) ? newFileChannel(path, options, attributes)
                : Files.newByteChannel(unwrap(path), options, attributes);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
            DirectoryStream<Path> stream = Files.newDirectoryStream(unwrap(path));
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    Iterator<Path> paths = stream.iterator();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return paths.hasNext();
                        }

                        @Override
                        public Path next() {
                            return wrap(paths.next());
                        }
                    };
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
            history.beforeChange(unwrap(path));
            Files.createDirectory(unwrap(path), attributes);
            history.onDirectoryCreated(unwrap(path));
        }

        @Override
        public void delete(Path path) throws IOException {
            history.beforeChange(unwrap(path));
            Files.delete(unwrap(path));
            history.onDeleted(unwrap(path));
        }

        @Override
        public void createLink(Path link, Path existing) throws IOException {
            history.beforeChange(unwrap(link));
            Files.createLink(unwrap(link), unwrap(existing));
            history.onLinked(unwrap(link), unwrap(existing));
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) throws IOException {
            history.beforeChange(unwrap(target));
            Files.copy(unwrap(source), unwrap(target), options);
            history.onCreated(unwrap(target));
            history.onWritten(history.inodeOf(unwrap(target)), 0, Files.readAllBytes(unwrap(target)));
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            history.beforeChange(unwrap(target));
            Files.move(unwrap(source), unwrap(target), options);
            history.onMoved(unwrap(source), unwrap(target));
        }

        @Override
        public boolean isSameFile(Path path, Path other) throws IOException {
            return Files.isSameFile(unwrap(path), unwrap(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return Files.isHidden(unwrap(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return Files.getFileStore(unwrap(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            unwrap(path).getFileSystem().provider().checkAccess(unwrap(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return Files.getFileAttributeView(unwrap(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
            return Files.readAttributes(unwrap(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
            throws IOException {
            return Files.readAttributes(unwrap(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
            throws IOException {
            Files.setAttribute(unwrap(path), attribute, value, options);
        }
    }
}
