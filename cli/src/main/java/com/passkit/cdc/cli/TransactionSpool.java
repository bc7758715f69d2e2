package com.passkit.cdc.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The lines of a transaction until it is known to be whole: the first {@value #MEMORY_LENGTH} bytes in memory, the rest
 * of a longer one in a temporary file.
 * Threading: one thread at a time. Blocking: yes, on the file.
 */
final class TransactionSpool implements AutoCloseable {

    /** Bytes of a transaction that need no file. */
    static final int MEMORY_LENGTH = 8 << 20;

    private static final int INITIAL_LENGTH = 1 << 16;

    private final ByteBuf memory = Unpooled.buffer(INITIAL_LENGTH);
    private FileChannel file;
    private boolean isFileUsed;

    /** Memory: borrowed until this method returns. */
    void add(ByteBuf lines) {
        if (memory.readableBytes() + lines.readableBytes() <= MEMORY_LENGTH && !isFileUsed) {
            memory.writeBytes(lines);
            return;
        }
        try {
            if (file == null) {
                file = open();
            }
            isFileUsed = true;
            while (lines.isReadable()) {
                lines.readBytes(file, lines.readableBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a transaction of more than " + MEMORY_LENGTH + " bytes needs room in "
                + System.getProperty("java.io.tmpdir") + ": " + e.getMessage(), e);
        }
    }

    private static FileChannel open() throws IOException {
        Path path = Files.createTempFile("passkit-cdc-", ".ndjson");
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Hands on everything, and is empty. */
    void drainTo(OutputStream out) {
        try {
            memory.readBytes(out, memory.readableBytes());
            memory.clear();
            if (isFileUsed) {
                file.position(0);
                Channels.newInputStream(file).transferTo(out);
                file.truncate(0);
                isFileUsed = false;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        memory.release();
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
