package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import com.passkit.cdc.protocol.command.CloseStatementExchange;
import com.passkit.cdc.protocol.command.PreparedAnswer;
import com.passkit.cdc.protocol.command.ResultExchange;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** A prepared statement of a session. */
final class SessionStatement implements PreparedStatement {

    private final ChannelConnection connection;
    private final PreparedAnswer statement;
    private final TableDescriptor columns;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    SessionStatement(ChannelConnection connection, PreparedAnswer statement, TableDescriptor columns) {
        this.connection = connection;
        this.statement = statement;
        this.columns = columns;
    }

    @Override
    public int parameterCount() {
        return statement.parameterCount();
    }

    @Override
    public TableDescriptor columns() {
        return columns;
    }

    @Override
    public ResultStream query(ResultHandler handler, Object... parameters) {
        ResultExchange exchange = start(handler, parameters);
        return new ExchangeStream(connection, exchange, exchange.completion());
    }

    @Override
    public CompletableFuture<StatementResult> execute(Object... parameters) {
        ResultExchange exchange = start(row -> Demand.CONTINUE, parameters);
        return ChannelConnection.outcome(exchange.completion(),
            rowCount -> new StatementResult(exchange.affectedCount(), exchange.lastInsertId()));
    }

    private ResultExchange start(ResultHandler handler, Object... parameters) {
        if (isClosed.get()) {
            throw new IllegalStateException("the statement is closed");
        }
        ResultExchange exchange = ResultExchange.execute(statement, new HandlerAdapter(handler), parameters);
        connection.submit(exchange);
        return exchange;
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            connection.submit(new CloseStatementExchange(statement));
        }
    }
}
