package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What a {@link TcpRelay} does with bytes on their way. Called by many threads at once, one for each direction of each
 * connection.
 */
@FunctionalInterface
public interface Passage {

    /** Bytes pass as they come. */
    Passage CLEAR = (chunk, out) -> {
        out.write(chunk.bytes(), 0, chunk.length());
        return true;
    };

    /**
     * Bytes of one read.
     *
     * @param isDown whether they come from the server
     * @param bytes  borrowed until {@link Passage#pass} returns; may be changed
     * @param length how many there are
     * @param before how many this connection passed on before in this direction
     * @param dump   where in these bytes the contents of checksummed binlog events are; null where that is unknown
     */
    record Chunk(boolean isDown, byte[] bytes, int length, long before, DumpFraming dump) {
    }

    /** @return whether the connection goes on; else both sides are closed behind what was passed on */
    boolean pass(Chunk chunk, OutputStream out) throws IOException;
}
