package com.passkit.cdc.protocol.packet;

import java.util.ArrayDeque;
import java.util.Deque;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * Unpacks compressed packets into the stream of frames, as their bytes arrive and in pieces of at most
 * {@value #PIECE_LENGTH} bytes, whatever a header claims. Payloads that were not worth packing are handed on in place.
 * <p>
 * Back pressure: once auto-read is off, which is how the {@link PacketFrameDecoder} pauses, nothing is unpacked before
 * the channel is asked to read again; what was read waits as it came.
 * <p>
 * Memory: takes over each read; the pieces are transferred. Threading: the channel's event loop only.
 */
public final class CompressedPacketDecoder extends ChannelDuplexHandler {

    static final int PIECE_LENGTH = 64 * 1024;

    private static final String STRUCTURE = "CompressedPacket";

    private enum Phase {
        HEADER,
        STORED,
        PACKED
    }

    private final PacketSequence sequence;
    private final PayloadUnpacker unpacker;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();

    private ChannelHandlerContext context;
    private ByteBuf current;
    private ByteBuf piece;
    private Phase phase = Phase.HEADER;
    private long header;
    private int headerCount;
    private int payloadRest;
    private int unpackedRest;
    private boolean isOutputLeft;
    private boolean isUnpacking;
    private boolean isEnded;

    private CompressedPacketDecoder(PacketSequence sequence, PayloadUnpacker unpacker) {
        this.sequence = sequence;
        this.unpacker = unpacker;
    }

    /** @param sequence of compressed packets, shared with the encoder of the same channel */
    public static CompressedPacketDecoder ofZlib(PacketSequence sequence) {
        return new CompressedPacketDecoder(sequence, new ZlibUnpacker());
    }

    /** @param sequence of compressed packets, shared with the encoder of the same channel */
    public static CompressedPacketDecoder ofZstd(PacketSequence sequence) {
        return new CompressedPacketDecoder(sequence, new ZstdUnpacker());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        isEnded = true;
        releaseAll();
        unpacker.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        if (isEnded || !read.isReadable()) {
            read.release();
            return;
        }
        waiting.add(read);
        unpackAll();
    }

    /** The pause is over when the channel is asked to read: what waits comes before anything new. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        unpackAll();
        if (isWanted()) {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isEnded = true;
        releaseAll();
        ctx.fireChannelInactive();
    }

    private boolean isWanted() {
        return context.channel().config().isAutoRead();
    }

    private void unpackAll() {
        if (isUnpacking) {
            return;
        }
        isUnpacking = true;
        try {
            while (!isEnded && isWanted() && nextBytes()) {
                switch (phase) {
                    case HEADER -> readHeader();
                    case STORED -> handOnStored();
                    case PACKED -> unpack();
                }
            }
            if (!isEnded && isWanted()) {
                handOnPiece();
            }
        } catch (Throwable cause) {
            isEnded = true;
            context.fireExceptionCaught(cause);
        } finally {
            isUnpacking = false;
        }
        if (isEnded) {
            releaseAll();
        }
    }

    /** @return false when everything that was read is used up */
    private boolean nextBytes() {
        if (current != null && !current.isReadable()) {
            current.release();
            current = null;
        }
        if (current == null) {
            current = waiting.poll();
        }
        return current != null || isOutputLeft;
    }

    private void readHeader() {
        header |= (long) current.readUnsignedByte() << headerCount * Byte.SIZE;
        headerCount++;
        if (headerCount < CompressedHeader.LENGTH) {
            return;
        }
        int frameHeader = (int) header;
        unpackedRest = (int) (header >>> Integer.SIZE);
        header = 0;
        headerCount = 0;
        sequence.expect(PacketHeader.sequenceId(frameHeader));
        payloadRest = PacketHeader.payloadLength(frameHeader);
        if (unpackedRest != CompressedHeader.STORED) {
            if (payloadRest == 0) {
                throw MalformedPacketException.inTransit(STRUCTURE, "length", 0, ">= 1, as the unpacked length is "
                    + unpackedRest);
            }
            unpacker.begin();
            phase = Phase.PACKED;
        } else if (payloadRest > 0) {
            phase = Phase.STORED;
        }
    }

    private void handOnStored() {
        handOnPiece();
        if (!isWanted() || isEnded) {
            return;
        }
        int length = Math.min(payloadRest, current.readableBytes());
        payloadRest -= length;
        if (payloadRest == 0) {
            phase = Phase.HEADER;
        }
        context.fireChannelRead(current.readRetainedSlice(length));
    }

    private void unpack() {
        if (piece != null && !piece.isWritable()) {
            handOnPiece();
            return;
        }
        if (piece == null) {
            piece = context.alloc().directBuffer(Math.min(PIECE_LENGTH, unpackedRest + 1));
        }
        ByteBuf from = current == null ? Unpooled.EMPTY_BUFFER : current;
        int inputIndex = from.readerIndex();
        int outputIndex = piece.writerIndex();
        // One more than it claims: had it more to say, it would say it there.
        int room = Math.min(piece.writableBytes(), unpackedRest + 1);
        boolean isComplete = unpacker.unpack(from, Math.min(payloadRest, from.readableBytes()), piece, room);
        int produced = piece.writerIndex() - outputIndex;
        payloadRest -= from.readerIndex() - inputIndex;
        unpackedRest -= produced;
        isOutputLeft = !isComplete && produced == room;
        if (unpackedRest < 0) {
            throw MalformedPacketException.inTransit(STRUCTURE, "unpacked length", "more",
                "what the header of the packet says");
        }
        if (isComplete) {
            complete();
        } else if (payloadRest == 0 && !isOutputLeft) {
            throw MalformedPacketException.inTransit(STRUCTURE, "payload", "truncated",
                unpackedRest + " more bytes once unpacked");
        }
    }

    private void complete() {
        if (payloadRest != 0 || unpackedRest != 0) {
            throw MalformedPacketException.inTransit(STRUCTURE, "payload", "it ends " + payloadRest
                + " bytes before the packet and " + unpackedRest + " bytes short of its unpacked length", "0 and 0");
        }
        phase = Phase.HEADER;
    }

    private void handOnPiece() {
        if (piece != null && piece.isReadable()) {
            ByteBuf full = piece;
            piece = null;
            context.fireChannelRead(full);
        }
    }

    private void releaseAll() {
        if (isUnpacking) {
            return;
        }
        if (piece != null) {
            piece.release();
            piece = null;
        }
        if (current != null) {
            current.release();
            current = null;
        }
        for (ByteBuf read = waiting.poll(); read != null; read = waiting.poll()) {
            read.release();
        }
    }
}
