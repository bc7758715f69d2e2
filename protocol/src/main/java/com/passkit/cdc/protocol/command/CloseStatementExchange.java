package com.passkit.cdc.protocol.command;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/** Tells the server to forget a prepared statement; it does not answer. Threading: the channel's event loop only. */
public final class CloseStatementExchange implements Exchange {

    private final PreparedAnswer statement;

    public CloseStatementExchange(PreparedAnswer statement) {
        this.statement = statement;
    }

    @Override
    public void begin(CommandSession session) {
        session.send(CommandEncoder.closeStatement(session.allocator(), statement.statementId()));
    }

    @Override
    public Demand onPacket(ByteBuf bytes, int index, int length) {
        throw MalformedPacketException.of("COM_STMT_CLOSE", "answer", "a packet", "none");
    }

    @Override
    public boolean isEnded() {
        return true;
    }

    @Override
    public void settle() {
        // Nobody waits for it.
    }

    @Override
    public void fail(Throwable cause) {
        // The statement has gone with its session.
    }
}
