package com.passkit.cdc.protocol.binlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.regex.Pattern;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * A compressed binlog file as the bytes that are packed in it. What is wrong with the packing is told as malformed
 * bytes with the place in the compressed file, apart from failures of the medium.
 * <p>
 * Memory: retained; call {@link #close()}. One block of the compressed file is held.
 * Threading: one thread at a time. Blocking: yes, on the file.
 */
abstract sealed class PackedChannel implements ReadableByteChannel permits GzipChannel, ZstdChannel {

    /** Bytes that tell the kinds apart. */
    static final int MAGIC_LENGTH = Integer.BYTES;

    private static final int BLOCK_LENGTH = 64 * 1024;
    private static final int GZIP_MAGIC = 0x8b1f;
    private static final int GZIP_MASK = 0xffff;
    private static final int ZSTD_MAGIC = 0xfd2f_b528;
    private static final int ZSTD_SKIPPABLE_MAGIC = 0x184d_2a50;
    private static final int ZSTD_SKIPPABLE_MASK = 0xffff_fff0;
    private static final Pattern PACKED_SUFFIX = Pattern.compile("\\.(gz|zst|zstd)$");

    /** Compressed bytes that are not taken yet. Empty before {@link #refill()}. */
    final ByteBuffer packed = ByteBuffer.allocateDirect(BLOCK_LENGTH).limit(0);

    private final ReadableByteChannel channel;
    private final ByteBuffer head;
    private final String structure;
    private final String name;
    private long readCount;
    private boolean isOpen = true;

    /** @param head the first bytes of the file, already read from the channel; transferred */
    PackedChannel(ReadableByteChannel channel, ByteBuffer head, String structure, String name) {
        this.channel = channel;
        this.head = head;
        this.structure = structure;
        this.name = name;
    }

    /**
     * @param head the first bytes of a file, as far as they were read; borrowed until this method returns
     * @param name stands in errors
     * @return the bytes that are packed in it; null when the file is not compressed
     */
    static PackedChannel of(ReadableByteChannel channel, ByteBuf head, String name) {
        if (head.readableBytes() < MAGIC_LENGTH) {
            return null;
        }
        int magic = head.getIntLE(head.readerIndex());
        boolean isGzip = (magic & GZIP_MASK) == GZIP_MAGIC;
        boolean isZstd = magic == ZSTD_MAGIC || (magic & ZSTD_SKIPPABLE_MASK) == ZSTD_SKIPPABLE_MAGIC;
        if (!isGzip && !isZstd) {
            return null;
        }
        ByteBuffer copy = ByteBuffer.allocate(head.readableBytes());
        head.getBytes(head.readerIndex(), copy);
        copy.flip();
        return isGzip ? new GzipChannel(channel, copy, name) : new ZstdChannel(channel, copy, name);
    }

    /** The name that the server gave a file, and that positions in it have, whoever compressed it. */
    static String nameOf(Path file) {
        return PACKED_SUFFIX.matcher(String.valueOf(file.getFileName())).replaceFirst("");
    }

    /** Reads on when every packed byte was taken. @return false at the end of the compressed file */
    final boolean refill() throws IOException {
        packed.clear();
        if (head.hasRemaining()) {
            int count = Math.min(head.remaining(), packed.capacity());
            packed.put(head.slice().limit(count));
            head.position(head.position() + count);
        } else {
            int count;
            do {
                count = channel.read(packed);
            } while (count == 0);
        }
        packed.flip();
        readCount += packed.remaining();
        return packed.hasRemaining();
    }

    /** Where in the compressed file the next byte to take stands. */
    final long packedPosition() {
        return readCount - packed.remaining();
    }

    final MalformedPacketException malformed(String field, Object value, String expected) {
        return MalformedPacketException.of(structure, field, name + ", compressed byte " + packedPosition() + ": "
            + value, expected);
    }

    final MalformedPacketException truncated(String expected) {
        return malformed("end", "the file breaks off", expected);
    }

    /** Releases what unpacking needed. */
    abstract void end();

    @Override
    public final boolean isOpen() {
        return isOpen;
    }

    @Override
    public final void close() throws IOException {
        if (isOpen) {
            isOpen = false;
            end();
            channel.close();
        }
    }
}
