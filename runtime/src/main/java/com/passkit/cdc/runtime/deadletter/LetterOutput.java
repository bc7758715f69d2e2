package com.passkit.cdc.runtime.deadletter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Many small pieces as few writes; a large one as it is. Threading: one thread at a time. Blocking: yes. */
final class LetterOutput {

    private static final int BUFFER_LENGTH = 64 << 10;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_LENGTH);

    /** @param channel borrowed, written at its position */
    LetterOutput(FileChannel channel) {
        this.channel = channel;
    }

    /** @param part borrowed; consumed */
    void write(ByteBuffer part) throws IOException {
        if (part.remaining() > buffer.remaining()) {
            flush();
        }
        if (part.remaining() > buffer.remaining()) {
            writeFully(part);
        } else {
            buffer.put(part);
        }
    }

    /** Hands everything to the file. */
    void flush() throws IOException {
        writeFully(buffer.flip());
        buffer.clear();
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
