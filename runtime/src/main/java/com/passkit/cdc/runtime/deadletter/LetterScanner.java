package com.passkit.cdc.runtime.deadletter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * Walks over the lines of one file of dead letters, whatever their length, and tells which of them are whole.
 * Memory: a buffer; events are passed over, not kept. Threading: one thread at a time. Blocking: yes.
 */
final class LetterScanner {

    private static final int BUFFER_LENGTH = 64 << 10;

    private final FileChannel channel;
    private final byte[] buffer = new byte[BUFFER_LENGTH];
    private final byte[] start = new byte[LetterFormat.MAX_HEAD_LENGTH];
    private int index;
    private int limit;
    private long nextOffset;

    private long offset;
    private long length;
    private int headLength;
    private boolean isWhole;
    private LetterHead head;

    /** @param channel borrowed, read from its position */
    LetterScanner(FileChannel channel) throws IOException {
        this.channel = channel;
        this.nextOffset = channel.position();
    }

    /** Moves to the next line. @return false at the end of the file */
    boolean next() throws IOException {
        offset = nextOffset;
        length = 0;
        int startLength = 0;
        CRC32C crc = new CRC32C();
        isWhole = false;
        while (!isWhole && (index < limit || fill())) {
            int end = index;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            int count = end - index;
            int kept = Math.min(count, start.length - startLength);
            System.arraycopy(buffer, index, start, startLength, kept);
            startLength += kept;
            int uncovered = (int) Math.min(count, Math.max(0, LetterFormat.COVERED_OFFSET - length));
            crc.update(buffer, index + uncovered, count - uncovered);
            length += count;
            index = end;
            if (end < limit) {
                isWhole = true;
                length++;
                index++;
            }
        }
        nextOffset = offset + length;
        headLength = LetterFormat.headLength(start, startLength);
        head = isWhole && headLength > 0 && LetterFormat.hasChecksum(start, startLength, crc.getValue())
            ? LetterFormat.head(start, headLength) : null;
        return length > 0;
    }

    /** @return what the line says; null where it is damaged or cut off */
    LetterHead head() {
        return head;
    }

    /** @return whether the line has its end */
    boolean isWhole() {
        return isWhole;
    }

    /** @return where the line begins in its file */
    long offset() {
        return offset;
    }

    /** @return bytes of the line, with its end */
    long length() {
        return length;
    }

    /** @return where the event begins in the file */
    long eventOffset() {
        return offset + headLength;
    }

    /** @return bytes of the event */
    int eventLength() {
        return (int) (length - headLength - LetterFormat.END_LENGTH);
    }

    private boolean fill() throws IOException {
        index = 0;
        limit = Math.max(0, channel.read(ByteBuffer.wrap(buffer)));
        return limit > 0;
    }
}
