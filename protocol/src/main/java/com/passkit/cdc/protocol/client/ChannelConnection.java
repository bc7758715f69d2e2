package com.passkit.cdc.protocol.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.command.CommandEncoder;
import com.passkit.cdc.protocol.command.CommandSession;
import com.passkit.cdc.protocol.command.Exchange;
import com.passkit.cdc.protocol.command.PrepareExchange;
import com.passkit.cdc.protocol.command.PreparedExchange;
import com.passkit.cdc.protocol.command.ResultExchange;
import com.passkit.cdc.protocol.command.SimpleExchange;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.packet.ErrPacket;
import com.passkit.cdc.protocol.packet.PacketFrameDecoder;
import com.passkit.cdc.protocol.packet.PacketHandler;
import com.passkit.cdc.protocol.packet.PacketSequence;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.wire.CapabilityFlags;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session on a channel. Exchanges wait in order; one is under way at a time.
 * Threading: the fields belong to the channel's event loop; the methods of {@link MySqlConnection} go there.
 */
final class ChannelConnection implements MySqlConnection, PacketHandler, CommandSession {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelConnection.class);

    private final Channel channel;
    private final PacketFrameDecoder decoder;
    private final PacketSequence sequence;
    private final SilenceHandler silence;
    private final MySqlClientConfig config;
    private final ServerInfo server;
    private final boolean isEofDeprecated;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private Exchange current;
    private boolean isLastAccepted;
    private Throwable end;

    ChannelConnection(Channel channel, PacketFrameDecoder decoder, PacketSequence sequence, SilenceHandler silence,
        MySqlClientConfig config, ServerInfo server, int capabilities) {
        this.channel = channel;
        this.decoder = decoder;
        this.sequence = sequence;
        this.silence = silence;
        this.config = config;
        this.server = server;
        isEofDeprecated = CapabilityFlags.has(capabilities, CapabilityFlags.DEPRECATE_EOF);
    }

    @Override
    public ServerInfo server() {
        return server;
    }

    @Override
    public Executor eventLoop() {
        return channel.eventLoop();
    }

    @Override
    public CompletableFuture<Void> execute(String sql) {
        ResultExchange exchange = ResultExchange.query(sql, new HandlerAdapter(row -> Demand.CONTINUE));
        submit(exchange);
        return outcome(exchange.completion(), rowCount -> null);
    }

    @Override
    public CompletableFuture<List<ResultRow>> fetch(String sql) {
        ResultCollector collector = new ResultCollector();
        ResultExchange exchange = ResultExchange.query(sql, collector);
        submit(exchange);
        return outcome(exchange.completion(), rowCount -> collector.rows());
    }

    @Override
    public ResultStream query(String sql, ResultHandler handler) {
        ResultExchange exchange = ResultExchange.query(sql, new HandlerAdapter(handler));
        submit(exchange);
        return new ExchangeStream(this, exchange, exchange.completion());
    }

    @Override
    public ResultStream queryPrepared(String sql, TableDescriptor layout, ResultHandler handler, Object... parameters) {
        PreparedExchange exchange = new PreparedExchange(sql, layout, new HandlerAdapter(handler), parameters);
        submit(exchange);
        return new ExchangeStream(this, exchange, exchange.completion());
    }

    @Override
    public CompletableFuture<PreparedStatement> prepare(String sql) {
        PrepareExchange exchange = new PrepareExchange(sql);
        submit(exchange);
        return outcome(exchange.completion(), statement -> new SessionStatement(this, statement,
            TableDescriptor.of("", "", exchange.columns())));
    }

    @Override
    public CompletableFuture<Void> ping() {
        SimpleExchange exchange = new SimpleExchange(CommandEncoder::ping);
        submit(exchange);
        return exchange.completion();
    }

    @Override
    public BinlogStream dump(BinlogDumpConfig dumpConfig, BinlogHandler handler) {
        DumpExchange exchange = new DumpExchange(server, dumpConfig, handler, silence);
        submit(exchange);
        return new ExchangeDump(this, exchange);
    }

    @Override
    public CompletableFuture<Void> closed() {
        return closed;
    }

    @Override
    public void close() {
        onLoopLater(this::sayGoodbye);
    }

    @Override
    public String toString() {
        return config.user() + '@' + source() + '#' + server.connectionId();
    }

    /** The caller of a dump wants no more. Threading: any thread. */
    void endDump(DumpExchange exchange) {
        onLoopLater(() -> {
            if (!exchange.completion().isDone()) {
                decoder.stop();
                exchange.finish();
                sayGoodbye();
            }
        });
    }

    /** @return when bytes came last. Threading: any thread */
    long lastReadNs() {
        return silence.lastReadNs();
    }

    /** The caller of a dump acknowledges a transaction; nothing once it has ended. Threading: any thread. */
    void acknowledge(DumpExchange exchange, String file, long offset) {
        onLoopLater(() -> {
            if (current == exchange) {
                exchange.acknowledge(file, offset);
            }
        });
    }

    /** Hands out nothing more of an exchange; nothing when it is not under way. */
    void pause(Exchange exchange) {
        if (current == exchange) {
            decoder.pause();
        }
    }

    /** Goes on with an exchange that paused; nothing when it is not under way. Threading: any thread. */
    void resume(Exchange exchange) {
        if (channel.eventLoop().inEventLoop()) {
            resumeHere(exchange);
        } else {
            onLoopLater(() -> resumeHere(exchange));
        }
    }

    /** Goes on with an exchange whether or not it paused; nothing when it is not under way. Threading: any thread. */
    void wake(Exchange exchange) {
        onLoopLater(() -> {
            if (current == exchange) {
                decoder.wake();
            }
        });
    }

    @Override
    public Demand onPacket(ByteBuf bytes, int index, int length) {
        if (current == null) {
            throw unsolicited(bytes, index, length);
        }
        Demand demand = current.onPacket(bytes, index, length);
        if (current != null && current.isEnded()) {
            endCurrent();
        }
        return demand;
    }

    private void endCurrent() {
        Exchange ended = current;
        current = null;
        sequence.restart();
        ended.settle();
        if (ended.isLast()) {
            sayGoodbye();
        }
        beginNext();
    }

    @Override
    public Demand onResume() {
        return current == null ? Demand.CONTINUE : current.onResume();
    }

    @Override
    public void onFailure(Throwable cause) {
        endWith(ChannelFailure.ofSession(cause, source()));
    }

    @Override
    public void onClosed() {
        endWith(new ConnectionClosedException(source() + ": the connection was closed"));
        closed.complete(null);
    }

    @Override
    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    @Override
    public void send(ByteBuf payload) {
        sequence.restart();
        channel.writeAndFlush(payload, channel.voidPromise());
    }

    @Override
    public void answer(ByteBuf payload) {
        sequence.beginAnswer();
        channel.writeAndFlush(payload, channel.voidPromise());
        sequence.endAnswer();
    }

    @Override
    public void expectBehindAnswer() {
        sequence.restartBehindAnswer();
    }

    @Override
    public boolean isEofDeprecated() {
        return isEofDeprecated;
    }

    @Override
    public String source() {
        return config.address();
    }

    /** As thenApply, but fails with the exception itself instead of a wrapper. */
    static <S, T> CompletableFuture<T> outcome(CompletableFuture<S> completion, Function<S, T> result) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        completion.whenComplete((value, cause) -> {
            if (cause == null) {
                outcome.complete(result.apply(value));
            } else {
                outcome.completeExceptionally(cause);
            }
        });
        return outcome;
    }

    /** Its turn comes when those before it have ended. Threading: any thread. */
    void submit(Exchange exchange) {
        if (channel.eventLoop().inEventLoop()) {
            accept(exchange);
            return;
        }
        try {
            channel.eventLoop().execute(() -> accept(exchange));
        } catch (RejectedExecutionException e) {
            exchange.fail(new ConnectionClosedException(source() + ": the client was closed", e));
        }
    }

    private void accept(Exchange exchange) {
        if (isLastAccepted) {
            exchange.fail(new IllegalStateException(
                source() + ": the session is a binlog dump (expected: no other command)"));
            return;
        }
        isLastAccepted = exchange.isLast();
        waiting.add(exchange);
        beginNext();
    }

    private void resumeHere(Exchange exchange) {
        if (current == exchange) {
            decoder.resume();
        }
    }

    private void sayGoodbye() {
        boolean isIdle = current == null && end == null && !isLastAccepted;
        endWith(new ConnectionClosedException(source() + ": closed by this side"));
        decoder.stop();
        if (isIdle) {
            sequence.restart();
            channel.writeAndFlush(CommandEncoder.quit(channel.alloc())).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.close();
        }
    }

    private void beginNext() {
        if (end != null) {
            endWith(end);
        } else if (current == null) {
            current = waiting.poll();
            if (current == null) {
                silence.expectNothing();
            } else {
                silence.expectWithin(config.readTimeout().toNanos());
                begin(current);
            }
        }
    }

    private void begin(Exchange exchange) {
        decoder.limit(exchange.maxPacketLength());
        try {
            exchange.begin(this);
            if (exchange.isEnded()) {
                // The server answers nothing to it.
                endCurrent();
            }
        } catch (RuntimeException e) {
            onFailure(e);
            channel.close();
        }
    }

    private void endWith(Throwable cause) {
        if (end == null) {
            end = cause;
        }
        silence.expectNothing();
        if (current != null) {
            Exchange failed = current;
            current = null;
            failed.fail(end);
        }
        for (Exchange exchange = waiting.poll(); exchange != null; exchange = waiting.poll()) {
            exchange.fail(end);
        }
    }

    /** Since 8.0.24 the server says why it ends an idle session (error 4031). */
    private RuntimeException unsolicited(ByteBuf bytes, int index, int length) {
        return ErrPacket.isAt(bytes, index, length)
            ? ErrPacket.read(bytes, index, length).toException(source())
            : MalformedPacketException.of("Packet", "length", length, "none, as no command is under way");
    }

    /** Never within a callback, whatever the thread. */
    private void onLoopLater(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: the event loop has ended, and the connection with it", this, e);
        }
    }
}
