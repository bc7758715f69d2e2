package com.passkit.cdc.runtime.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

import com.passkit.cdc.runtime.state.StateException.Problem;

/**
 * A file that only grows, a line for each entry, each with a checksum. What an append that was cut off left behind is
 * passed over and overwritten; a damaged entry is named, and nothing is written to that file any more.
 * <pre>
 * StateLog =&gt;
 *   Header =&gt; "passkit-cdc " Kind "/" Version "\n"   ASCII
 *   Entry  =&gt; crc32c hex[8] " " Payload "\n"         any number; no line feed in the payload
 * </pre>
 * Threading: one thread at a time. Blocking: yes.
 */
public final class StateLog {

    private static final int CHECKSUM_LENGTH = 8;

    private final Path path;
    private final String header;
    private final List<Long> ends = new ArrayList<>();
    private long length;

    /**
     * @param path    of the file; its directory exists
     * @param kind    what is in it, one word
     * @param version of the payload's format
     */
    public StateLog(Path path, String kind, int version) {
        this.path = path;
        this.header = "passkit-cdc " + kind + '/' + version + '\n';
    }

    public Path path() {
        return path;
    }

    /** @return bytes of what is whole in it; as of the last call of another method */
    public long length() {
        return length;
    }

    /** Begins anew with these entries. Returns when they are durable. */
    public void create(List<byte[]> payloads) {
        try {
            Files.deleteIfExists(path);
            length = 0;
            write(header.getBytes(StandardCharsets.US_ASCII), payloads);
            DirectorySync.sync(path.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw unusable("cannot be written", e);
        }
    }

    /** Adds entries behind those that {@link #read} found. Returns when they are durable. */
    public void append(List<byte[]> payloads) {
        try {
            write(new byte[0], payloads);
        } catch (IOException e) {
            throw unusable("cannot be written", e);
        }
    }

    /**
     * @return every whole entry, in order
     * @throws StateException when it is missing or damaged, or cannot be read
     */
    public List<byte[]> read() {
        byte[] content;
        try {
            content = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw damaged("it is missing");
        } catch (IOException e) {
            throw unusable("cannot be read", e);
        }
        int headerLength = header.length();
        if (content.length < headerLength
            || !new String(content, 0, headerLength, StandardCharsets.ISO_8859_1).equals(header)) {
            throw damaged("it does not begin with '" + header.trim() + "'");
        }
        List<byte[]> payloads = new ArrayList<>();
        ends.clear();
        length = headerLength;
        for (int end = headerLength; end < content.length; end++) {
            if (content[end] == '\n') {
                payloads.add(verified(content, (int) length, end));
                length = end + 1L;
                ends.add(length);
            }
        }
        return payloads;
    }

    /** Cuts off what follows the first entries of those that {@link #read} found. Returns when that is durable. */
    public void keep(int count) {
        if (count == ends.size()) {
            return;
        }
        length = count == 0 ? header.length() : ends.get(count - 1);
        ends.subList(count, ends.size()).clear();
        append(List.of());
    }

    /** Removes it. */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw unusable("cannot be deleted", e);
        }
    }

    private void write(byte[] head, List<byte[]> payloads) throws IOException {
        try (FileChannel channel = FileChannel.open(path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), StateDirectory.fileAttributes(path))) {
            channel.truncate(length);
            channel.position(length);
            int size = head.length;
            for (byte[] payload : payloads) {
                size += CHECKSUM_LENGTH + 2 + payload.length;
            }
            ByteBuffer buffer = ByteBuffer.allocate(size).put(head);
            for (byte[] payload : payloads) {
                buffer.put(checksum(payload).getBytes(StandardCharsets.US_ASCII)).put((byte) ' ').put(payload)
                    .put((byte) '\n');
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
            length += size;
        }
    }

    private byte[] verified(byte[] content, int start, int end) {
        int payloadIndex = start + CHECKSUM_LENGTH + 1;
        if (payloadIndex > end) {
            throw damaged("the entry at byte " + start + " is too short");
        }
        byte[] payload = Arrays.copyOfRange(content, payloadIndex, end);
        if (!new String(content, start, CHECKSUM_LENGTH, StandardCharsets.ISO_8859_1).equals(checksum(payload))) {
            throw damaged("the checksum of the entry at byte " + start + " does not agree with its content");
        }
        return payload;
    }

    private static String checksum(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload, 0, payload.length);
        return String.format("%08x", crc.getValue());
    }

    private StateException damaged(String what) {
        return new StateException(Problem.DAMAGED, path + ": damaged, " + what
            + " (expected: what this program wrote; begin anew with passkit-cdc position reset)");
    }

    private StateException unusable(String what, IOException cause) {
        return new StateException(Problem.UNUSABLE, path + ": " + what + ": " + StateDirectory.reason(cause)
            + " (expected: a state directory this user may write, with free space)", cause);
    }
}
