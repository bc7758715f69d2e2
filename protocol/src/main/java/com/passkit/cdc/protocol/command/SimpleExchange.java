package com.passkit.cdc.protocol.command;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.packet.ErrPacket;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A command that is answered by OK or ERR. */
public final class SimpleExchange implements Exchange {

    private final Function<ByteBufAllocator, ByteBuf> command;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();

    private CommandSession session;
    private RuntimeException refusal;
    private boolean isEnded;

    /** @param command makes the payload; what it returns is transferred */
    public SimpleExchange(Function<ByteBufAllocator, ByteBuf> command) {
        this.command = command;
    }

    public CompletableFuture<Void> completion() {
        return completion;
    }

    @Override
    public void begin(CommandSession commandSession) {
        session = commandSession;
        session.send(command.apply(session.allocator()));
    }

    @Override
    public Demand onPacket(ByteBuf bytes, int index, int length) {
        if (ErrPacket.isAt(bytes, index, length)) {
            refusal = ErrPacket.read(bytes, index, length).toException(session.source());
        } else if (length == 0 || bytes.getUnsignedByte(index) != OkPacket.HEADER) {
            throw MalformedPacketException.of("OK", "header",
                length == 0 ? "none" : "0x" + Integer.toHexString(bytes.getUnsignedByte(index)), "0x00 or 0xff");
        }
        isEnded = true;
        return Demand.CONTINUE;
    }

    @Override
    public boolean isEnded() {
        return isEnded;
    }

    @Override
    public void settle() {
        if (refusal == null) {
            completion.complete(null);
        } else {
            completion.completeExceptionally(refusal);
        }
    }

    @Override
    public void fail(Throwable cause) {
        completion.completeExceptionally(cause);
    }
}
