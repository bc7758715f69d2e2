package com.passkit.cdc.protocol.packet;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Puts a header before each payload that is written, and splits one that is too large for a frame.
 * Memory: payloads are transferred. Threading: the channel's event loop only.
 */
public final class PacketFrameEncoder extends ChannelOutboundHandlerAdapter {

    private final PacketSequence sequence;

    /** @param sequence shared with the decoder of the same channel */
    public PacketFrameEncoder(PacketSequence sequence) {
        this.sequence = sequence;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf payload = (ByteBuf) message;
        while (payload.readableBytes() >= PacketHeader.MAX_PAYLOAD_LENGTH) {
            writeHeader(ctx, PacketHeader.MAX_PAYLOAD_LENGTH);
            ctx.write(payload.readRetainedSlice(PacketHeader.MAX_PAYLOAD_LENGTH));
        }
        writeHeader(ctx, payload.readableBytes());
        ctx.write(payload, promise);
    }

    private void writeHeader(ChannelHandlerContext ctx, int length) {
        ByteBuf header = ctx.alloc().ioBuffer(PacketHeader.LENGTH);
        ctx.write(header.writeIntLE(PacketHeader.of(length, sequence.take())));
    }
}
