package com.passkit.cdc.runtime.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

import com.passkit.cdc.runtime.state.StateException.Problem;

/**
 * A small file that survives a crash at any moment: what {@link #read()} returns is always one whole {@link #write}.
 * <pre>
 * StateFile =>
 *   Header  => "passkit-cdc " Kind "/" Version " crc32c=" hex[8] " length=" decimal "\n"   ASCII
 *   Payload => bytes[length]
 * </pre>
 * The checksum covers {@code Kind "/" Version "\n"} and the payload. A write goes to {@code <name>.new}, is synced,
 * takes the name by an atomic rename, and the directory is synced; the content before it stays as
 * {@code <name>.previous}. A damaged file is named and never overwritten.
 * <p>
 * Threading: one thread at a time. Blocking: yes.
 */
public final class StateFile {

    private static final String MAGIC = "passkit-cdc ";
    private static final int MAX_HEADER_LENGTH = 160;

    private final Path path;
    private final Path next;
    private final Path previous;
    private final String kindAndVersion;
    private boolean verified;

    /**
     * @param path    of the file; its directory exists
     * @param kind    what is in it, one word
     * @param version of the payload's format
     */
    public StateFile(Path path, String kind, int version) {
        this.path = Objects.requireNonNull(path, "path");
        this.next = path.resolveSibling(path.getFileName() + ".new");
        this.previous = path.resolveSibling(path.getFileName() + ".previous");
        this.kindAndVersion = kind + '/' + version;
    }

    public Path path() {
        return path;
    }

    /** @return where the content before the last write is */
    public Path previousPath() {
        return previous;
    }

    /**
     * @return the payload, null when there is no file
     * @throws StateException when it is damaged or cannot be read
     */
    public byte[] read() {
        byte[] content;
        try {
            content = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            verified = true;
            return null;
        } catch (IOException e) {
            throw unusable("cannot be read", e);
        }
        byte[] payload = verify(content);
        verified = true;
        return payload;
    }

    /** @return the version that the file's first line names; 0 where there is no file, or another kind of content */
    public int storedVersion() {
        byte[] start = new byte[MAX_HEADER_LENGTH];
        int count;
        try (InputStream in = Files.newInputStream(path)) {
            count = in.readNBytes(start, 0, start.length);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw unusable("cannot be read", e);
        }
        String kind = kindAndVersion.substring(0, kindAndVersion.indexOf('/') + 1);
        Matcher header = Pattern.compile(Pattern.quote(MAGIC + kind) + "(\\d{1,9}) ")
            .matcher(new String(start, 0, count, StandardCharsets.ISO_8859_1));
        return header.lookingAt() ? Integer.parseInt(header.group(1)) : 0;
    }

    /**
     * Replaces the content durably.
     *
     * @throws StateException when it cannot be written, or when what is there now is damaged
     */
    public void write(byte[] payload) {
        if (!verified) {
            read();
        }
        try {
            writeNext(payload);
            keepPrevious();
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DirectorySync.sync(path.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw unusable("cannot be written", e);
        }
    }

    /** Removes the file and what is kept beside it. */
    public void delete() {
        try {
            Files.deleteIfExists(next);
            Files.deleteIfExists(path);
            Files.deleteIfExists(previous);
            DirectorySync.sync(path.toAbsolutePath().getParent());
            verified = true;
        } catch (IOException e) {
            throw unusable("cannot be deleted", e);
        }
    }

    private void writeNext(byte[] payload) throws IOException {
        byte[] header = header(payload).getBytes(StandardCharsets.US_ASCII);
        Files.deleteIfExists(next);
        try (FileChannel channel = FileChannel.open(next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            StateDirectory.fileAttributes(next))) {
            ByteBuffer[] parts = {ByteBuffer.wrap(header), ByteBuffer.wrap(payload)};
            while (parts[0].hasRemaining() || parts[1].hasRemaining()) {
                channel.write(parts);
            }
            channel.force(true);
        }
    }

    /** A hard link keeps the name in place all the time; a copy does where the file system has no links. */
    private void keepPrevious() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Path link = path.resolveSibling(path.getFileName() + ".link");
        Files.deleteIfExists(link);
        try {
            Files.createLink(link, path);
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(path, link, StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.move(link, previous, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String header(byte[] payload) {
        return MAGIC + kindAndVersion + " crc32c=" + String.format("%08x", checksum(payload, 0, payload.length))
            + " length=" + payload.length + '\n';
    }

    private long checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update((kindAndVersion + '\n').getBytes(StandardCharsets.US_ASCII));
        crc.update(bytes, offset, length);
        return crc.getValue();
    }

    private byte[] verify(byte[] content) {
        int lineEnd = 0;
        while (lineEnd < content.length && lineEnd < MAX_HEADER_LENGTH && content[lineEnd] != '\n') {
            lineEnd++;
        }
        if (lineEnd >= content.length || content[lineEnd] != '\n') {
            throw damaged("no header line", "a line that begins with '" + MAGIC + kindAndVersion + "'");
        }
        String header = new String(content, 0, lineEnd + 1, StandardCharsets.ISO_8859_1);
        if (!header.startsWith(MAGIC + kindAndVersion + ' ')) {
            String printable = header.replaceAll("[^\\x20-\\x7e]", "?").trim();
            throw damaged("header '" + printable + "'", "'" + MAGIC + kindAndVersion
                + "'; another kind of file, or written by another release");
        }
        byte[] payload = Arrays.copyOfRange(content, lineEnd + 1, content.length);
        if (!header.equals(header(payload))) {
            throw damaged("length or checksum do not agree with the content", header(payload).trim());
        }
        return payload;
    }

    private StateException damaged(String found, String expected) {
        String remedy = Files.exists(previous)
            ? "; the content before it is in " + previous + ": copy that over it, or move both away to begin again"
            : "; move it away to begin again";
        return new StateException(Problem.DAMAGED,
            path + ": damaged, " + found + " (expected: " + expected + ')' + remedy);
    }

    private StateException unusable(String what, IOException cause) {
        return new StateException(Problem.UNUSABLE, path + ": " + what + ": " + StateDirectory.reason(cause)
            + " (expected: a state directory this user may write, with free space)", cause);
    }
}
