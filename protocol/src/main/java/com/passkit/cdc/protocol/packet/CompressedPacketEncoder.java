package com.passkit.cdc.protocol.packet;

import java.nio.channels.ClosedChannelException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CoalescingBufferQueue;

/**
 * Puts the frames that are written before a flush into compressed packets. What a client sends is short and seldom: it
 * is packed as a whole, and below {@value CompressedHeader#MIN_COMPRESSED_LENGTH} bytes not at all.
 * Memory: frames are transferred. Threading: the channel's event loop only.
 */
public final class CompressedPacketEncoder extends ChannelOutboundHandlerAdapter {

    private final PacketSequence sequence;
    private final PayloadPacker packer;
    private CoalescingBufferQueue frames;

    private CompressedPacketEncoder(PacketSequence sequence, PayloadPacker packer) {
        this.sequence = sequence;
        this.packer = packer;
    }

    /** @param sequence of compressed packets, shared with the decoder of the same channel */
    public static CompressedPacketEncoder ofZlib(PacketSequence sequence) {
        return new CompressedPacketEncoder(sequence, new ZlibPacker());
    }

    /** @param sequence of compressed packets, shared with the decoder of the same channel */
    public static CompressedPacketEncoder ofZstd(PacketSequence sequence) {
        return new CompressedPacketEncoder(sequence, new ZstdPacker());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        frames = new CoalescingBufferQueue(ctx.channel());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (!frames.isEmpty()) {
            frames.releaseAndFailAll(new ClosedChannelException());
        }
        packer.close();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        frames.add((ByteBuf) message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        while (frames.readableBytes() > 0) {
            int length = Math.min(frames.readableBytes(), CompressedHeader.MAX_PAYLOAD_LENGTH);
            ChannelPromise promise = ctx.newPromise();
            ByteBuf payload = frames.remove(length, promise);
            try {
                ctx.write(encode(ctx, payload), promise);
            } finally {
                payload.release();
            }
        }
        ctx.flush();
    }

    private ByteBuf encode(ChannelHandlerContext ctx, ByteBuf payload) {
        int length = payload.readableBytes();
        if (length >= CompressedHeader.MIN_COMPRESSED_LENGTH) {
            byte[] packed = packer.pack(ByteBufUtil.getBytes(payload));
            if (packed.length < length) {
                return begin(ctx, packed.length, length).writeBytes(packed);
            }
        }
        return begin(ctx, length, CompressedHeader.STORED).writeBytes(payload);
    }

    private ByteBuf begin(ChannelHandlerContext ctx, int length, int unpackedLength) {
        return ctx.alloc().ioBuffer(CompressedHeader.LENGTH + length)
            .writeIntLE(PacketHeader.of(length, sequence.take())).writeMediumLE(unpackedLength);
    }
}
