package com.passkit.cdc.protocol.packet;

import java.util.ArrayDeque;
import java.util.Deque;

import com.passkit.cdc.protocol.error.PacketTooLongException;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Cuts what is read into packets and hands out their payloads in place. Only a packet that straddles two reads, or has
 * several frames, is copied, into the {@link PacketAssembler}; the rest of the read is walked where it lies.
 * <p>
 * {@link Demand#PAUSE} stops at once, in the middle of a read, and turns auto-read off; {@link #resume()} goes on from
 * there. Reads that arrive meanwhile (TLS hands out several for one of the socket) wait in order.
 * <p>
 * Memory: takes over each read and releases it behind its last packet; payloads are borrowed, see
 * {@link PacketHandler}. Threading: the channel's event loop only.
 */
public final class PacketFrameDecoder extends ChannelInboundHandlerAdapter {

    private enum Phase {
        HEADER,
        PAYLOAD
    }

    private final PacketSequence sequence;
    private final PacketAssembler assembler = new PacketAssembler();
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();

    private ChannelHandlerContext context;
    private PacketHandler handler;
    private ByteBuf current;
    private Phase phase = Phase.HEADER;
    private int header;
    private int headerCount;
    private int frameRest;
    private boolean isLastFrame;
    private int maxPacketLength = Integer.MAX_VALUE;
    private boolean isDraining;
    private boolean isResumeAsked;
    private boolean isPaused;
    private boolean isHeld;
    private boolean isInHand;
    private boolean isEnded;

    /** @param sequence shared with the encoder of the same channel */
    public PacketFrameDecoder(PacketSequence sequence, PacketHandler handler) {
        this.sequence = sequence;
        this.handler = handler;
    }

    /** The next phase of the connection begins: later packets go to another handler. */
    public void handOverTo(PacketHandler next) {
        handler = next;
    }

    /** @return whether bytes have arrived behind the packet at hand */
    public boolean hasBytesWaiting() {
        return current != null && current.isReadable() || !waiting.isEmpty();
    }

    /** @return whether the handler said {@link Demand#PAUSE} and was not resumed since */
    public boolean isPaused() {
        return isPaused;
    }

    /** Goes on after a pause; else does nothing. From within a callback it takes back the pause that callback asks. */
    public void resume() {
        if (isDraining) {
            isResumeAsked = true;
        } else if (isPaused) {
            boolean isAnswered = !isHeld;
            isPaused = false;
            isHeld = false;
            // A packet that is still being joined is none that the handler has in hand.
            drain(isAnswered);
        }
    }

    /** Stops until {@link #resume()}. Not within a callback of the handler, which has its own word for it. */
    public void pause() {
        if (!isDraining && !isEnded && !isPaused) {
            isPaused = true;
            isHeld = true;
            context.channel().config().setAutoRead(false);
        }
    }

    /** @param newMaxPacketLength length of the longest packet that is taken from now on */
    public void limit(int newMaxPacketLength) {
        maxPacketLength = newMaxPacketLength;
    }

    /** As {@link #resume()}, but the handler is asked to go on even where it did not pause. */
    public void wake() {
        if (isDraining || isPaused) {
            resume();
        } else if (!isEnded) {
            drain(true);
        }
    }

    /** Hands out no more packets; whatever was read is released. */
    public void stop() {
        end();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        if (isEnded || !read.isReadable()) {
            read.release();
            return;
        }
        waiting.add(read);
        if (!isDraining && !isPaused) {
            drain(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        handler.onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
    }

    private void drain(boolean isResuming) {
        isDraining = true;
        try {
            if (isResuming) {
                settle(handler.onResume());
            }
            while (!isPaused && !isEnded && nextBytes()) {
                if (phase == Phase.HEADER) {
                    readHeader();
                } else {
                    readPayload();
                }
            }
        } catch (Throwable cause) {
            fail(cause);
        } finally {
            isDraining = false;
        }
        if (isEnded) {
            releaseAll();
        } else if (isPaused == context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(!isPaused);
        }
    }

    /** @return false when everything that was read is used up */
    private boolean nextBytes() {
        if (phase == Phase.PAYLOAD && frameRest == 0) {
            return true;
        }
        if (current != null && !current.isReadable()) {
            current.release();
            current = null;
        }
        if (current == null) {
            current = waiting.poll();
        }
        return current != null;
    }

    private void readHeader() {
        if (headerCount == 0 && current.readableBytes() >= PacketHeader.LENGTH) {
            header = current.readIntLE();
        } else {
            int partial = headerCount == 0 ? 0 : header;
            header = partial | current.readUnsignedByte() << headerCount * Byte.SIZE;
            headerCount++;
            if (headerCount < PacketHeader.LENGTH) {
                return;
            }
            headerCount = 0;
        }
        sequence.expect(PacketHeader.sequenceId(header));
        frameRest = PacketHeader.payloadLength(header);
        isLastFrame = frameRest < PacketHeader.MAX_PAYLOAD_LENGTH;
        verifyLength();
        phase = Phase.PAYLOAD;
    }

    /** Knows the least that is to come, before memory is taken for it. */
    private void verifyLength() {
        long length = frameRest + (assembler.isEmpty() ? 0L : assembler.bytes().writerIndex());
        if (length > maxPacketLength) {
            throw new PacketTooLongException(length, isLastFrame, maxPacketLength);
        }
    }

    private void readPayload() {
        if (isLastFrame && assembler.isEmpty() && readableLength() >= frameRest) {
            deliverInPlace();
            return;
        }
        int count = Math.min(frameRest, readableLength());
        if (count > 0) {
            assembler.append(context.alloc(), current, count, frameRest, isLastFrame);
            frameRest -= count;
        }
        if (frameRest == 0) {
            phase = Phase.HEADER;
            if (isLastFrame) {
                settle(onPacket(assembler.bytes(), 0, assembler.bytes().writerIndex()));
            }
        }
    }

    private void deliverInPlace() {
        ByteBuf bytes = current == null ? Unpooled.EMPTY_BUFFER : current;
        int index = bytes.readerIndex();
        int length = frameRest;
        bytes.skipBytes(length);
        frameRest = 0;
        phase = Phase.HEADER;
        settle(onPacket(bytes, index, length));
    }

    private int readableLength() {
        return current == null ? 0 : current.readableBytes();
    }

    private Demand onPacket(ByteBuf bytes, int index, int length) {
        isResumeAsked = false;
        isInHand = true;
        return handler.onPacket(bytes, index, length);
    }

    private void settle(Demand answer) {
        Demand demand = answer;
        while (demand == Demand.PAUSE && isResumeAsked && !isEnded) {
            isResumeAsked = false;
            demand = handler.onResume();
        }
        isPaused = demand == Demand.PAUSE;
        if (!isPaused && isInHand) {
            // Without a packet in hand it keeps the beginning of the next one.
            isInHand = false;
            assembler.release();
        }
    }

    private void fail(Throwable cause) {
        if (!isEnded) {
            end();
            handler.onFailure(cause);
            context.close();
        }
    }

    private void end() {
        isEnded = true;
        if (!isDraining) {
            releaseAll();
        }
    }

    private void releaseAll() {
        assembler.release();
        if (current != null) {
            current.release();
            current = null;
        }
        for (ByteBuf read = waiting.poll(); read != null; read = waiting.poll()) {
            read.release();
        }
    }
}
