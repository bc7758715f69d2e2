package com.passkit.cdc.runtime.batch;

import io.netty.buffer.ByteBuf;

/**
 * {@link BatchFormat#NDJSON} and {@link BatchFormat#CLOUDEVENTS}: around the events there is always the same; batch,
 * lane, sequence and a heartbeat's position are in the request's headers. Threading: one thread at a time.
 */
final class PlainEnvelope extends BatchEnvelope {

    private final byte[] header;
    private final byte[] empty;

    PlainEnvelope(String connector, String header, String separator, String trailer, int bareEventOffset) {
        super(connector, separator, trailer, bareEventOffset);
        this.header = ascii(header);
        this.empty = header.isEmpty() ? new byte[0] : ascii("[]");
    }

    @Override
    public int headroom() {
        return header.length;
    }

    @Override
    public void writeHeader(ByteBuf out, String id, int lane, long sequence) {
        out.writeBytes(header);
    }

    @Override
    int headerLength(String id, int lane, long sequence) {
        return header.length;
    }

    @Override
    public void writeEmpty(ByteBuf out, String id, int lane, long sequence, String position) {
        out.writeBytes(empty);
    }
}
