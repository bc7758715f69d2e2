package com.passkit.cdc.protocol.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.packet.ErrPacket;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/** Prepares a statement, to be executed any number of times. Threading: the channel's event loop only. */
public final class PrepareExchange implements Exchange {

    private final String sql;
    private final List<ColumnDescriptor> columns = new ArrayList<>();
    private final CompletableFuture<PreparedAnswer> completion = new CompletableFuture<>();

    private CommandSession session;
    private PreparedAnswer answer;
    private RuntimeException refusal;
    private int packetCount;

    public PrepareExchange(String sql) {
        this.sql = sql;
    }

    public CompletableFuture<PreparedAnswer> completion() {
        return completion;
    }

    /** @return the columns of its result, known when it has completed */
    public List<ColumnDescriptor> columns() {
        return columns;
    }

    @Override
    public void begin(CommandSession commandSession) {
        session = commandSession;
        session.send(CommandEncoder.prepare(session.allocator(), sql));
    }

    @Override
    public Demand onPacket(ByteBuf bytes, int index, int length) {
        if (isEnded()) {
            throw MalformedPacketException.of("PreparedStatement", "packet", "one more", "none");
        }
        if (ErrPacket.isAt(bytes, index, length)) {
            refusal = ErrPacket.read(bytes, index, length).toException(session.source());
        } else if (answer == null) {
            answer = PreparedAnswer.read(bytes, index, length);
        } else {
            onDefinition(bytes.slice(index, length));
        }
        return Demand.CONTINUE;
    }

    /** Those of the place-holders come first; they say nothing. */
    private void onDefinition(ByteBuf packet) {
        int first = answer.definitionPacketCount(session.isEofDeprecated())
            - new PreparedAnswer(0, answer.columnCount(), 0).definitionPacketCount(session.isEofDeprecated());
        if (packetCount >= first && columns.size() < answer.columnCount()) {
            columns.add(ColumnDefinition.read(packet).toDescriptor());
        }
        packetCount++;
    }

    @Override
    public boolean isEnded() {
        return refusal != null
            || answer != null && packetCount == answer.definitionPacketCount(session.isEofDeprecated());
    }

    @Override
    public void settle() {
        if (refusal == null) {
            completion.complete(answer);
        } else {
            completion.completeExceptionally(refusal);
        }
    }

    @Override
    public void fail(Throwable cause) {
        completion.completeExceptionally(cause);
    }
}
