package com.passkit.cdc.protocol.command;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.packet.ErrPacket;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

import io.netty.buffer.ByteBuf;

/**
 * Prepares a statement, executes it once, streams its result by the binary protocol and closes it.
 * The answer to the first step is {@link PreparedAnswer}. Threading: the channel's event loop only.
 */
public final class PreparedExchange implements Exchange {

    private enum Phase {
        PREPARING,
        DEFINITIONS,
        EXECUTING,
        ENDED
    }

    private final String sql;
    private final TableDescriptor layout;
    private final RowHandler handler;
    private final Object[] parameters;
    private final CompletableFuture<Long> completion = new CompletableFuture<>();

    private CommandSession session;
    private Phase phase = Phase.PREPARING;
    private int statementId;
    private int definitionsLeft;
    private ResultSetDecoder decoder;
    private RuntimeException refusal;

    /**
     * @param layout     how the columns are to be read; null to derive it
     * @param parameters as {@link StatementExecuteEncoder} binds them
     */
    public PreparedExchange(String sql, TableDescriptor layout, RowHandler handler, Object... parameters) {
        StatementExecuteEncoder.requireBindable(parameters);
        this.sql = sql;
        this.layout = layout;
        this.handler = handler;
        this.parameters = parameters.clone();
    }

    /** @return the number of rows */
    public CompletableFuture<Long> completion() {
        return completion;
    }

    @Override
    public void begin(CommandSession commandSession) {
        session = commandSession;
        session.send(CommandEncoder.prepare(session.allocator(), sql));
    }

    @Override
    public Demand onPacket(ByteBuf bytes, int index, int length) {
        return switch (phase) {
            case PREPARING -> onPrepared(bytes, index, length);
            case DEFINITIONS -> onDefinition();
            case EXECUTING -> onResult(bytes, index, length);
            case ENDED -> throw MalformedPacketException.of("PreparedStatement", "packet", "one more", "none");
        };
    }

    @Override
    public int maxPacketLength() {
        return handler.maxRowLength();
    }

    @Override
    public boolean isEnded() {
        return phase == Phase.ENDED;
    }

    @Override
    public void settle() {
        if (refusal == null) {
            completion.complete(decoder.rowCount());
        } else {
            completion.completeExceptionally(refusal);
        }
    }

    @Override
    public void fail(Throwable cause) {
        completion.completeExceptionally(cause);
    }

    private Demand onPrepared(ByteBuf bytes, int index, int length) {
        if (ErrPacket.isAt(bytes, index, length)) {
            refusal = ErrPacket.read(bytes, index, length).toException(session.source());
            phase = Phase.ENDED;
            return Demand.CONTINUE;
        }
        PreparedAnswer answer = PreparedAnswer.read(bytes, index, length);
        statementId = answer.statementId();
        definitionsLeft = answer.definitionPacketCount(session.isEofDeprecated());
        refusal = answer.mismatch(parameters.length);
        phase = Phase.DEFINITIONS;
        return definitionsLeft == 0 ? execute() : Demand.CONTINUE;
    }

    private Demand onDefinition() {
        definitionsLeft--;
        return definitionsLeft == 0 ? execute() : Demand.CONTINUE;
    }

    private Demand execute() {
        if (refusal != null) {
            end();
            return Demand.CONTINUE;
        }
        phase = Phase.EXECUTING;
        decoder = new ResultSetDecoder(session, true, layout, handler);
        session.send(StatementExecuteEncoder.encode(session.allocator(), statementId, parameters));
        return Demand.CONTINUE;
    }

    private Demand onResult(ByteBuf bytes, int index, int length) {
        Demand demand = decoder.onPacket(bytes, index, length);
        if (decoder.isEnded()) {
            refusal = decoder.refusal();
            end();
        }
        return demand;
    }

    private void end() {
        phase = Phase.ENDED;
        session.send(CommandEncoder.closeStatement(session.allocator(), statementId));
    }
}
