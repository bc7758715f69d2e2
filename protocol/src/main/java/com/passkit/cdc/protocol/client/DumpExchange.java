package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.binlog.BinlogDecoder;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.command.BinlogDumpEncoder;
import com.passkit.cdc.protocol.command.CommandEncoder;
import com.passkit.cdc.protocol.command.CommandSession;
import com.passkit.cdc.protocol.command.Exchange;
import com.passkit.cdc.protocol.command.RegisterReplicaEncoder;
import com.passkit.cdc.protocol.command.SemiSyncEncoder;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.packet.ErrPacket;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/**
 * A binlog dump: announces what this replica wants, registers it, and hands each event to the {@link BinlogDecoder}.
 * <pre>
 * Dump =&gt; (0x00 SemiSyncPrefix? Event)* (EOF | ERR)
 * </pre>
 * Source: MySQL Internals, "COM_BINLOG_DUMP". Threading: the channel's event loop only.
 */
final class DumpExchange implements Exchange {

    /** Silent periods after which the source counts as lost. */
    static final int SILENT_PERIODS = 3;

    private static final int EVENT_HEADER = 0x00;
    private static final int OK_HEADER = 0x00;
    private static final int EOF_HEADER = 0xfe;
    /** Not a replica but a reader of what there is: 5.6 ends the dump for no other id, whatever the flag says. */
    private static final long READER_ID = 0;

    private enum Phase {
        SETTING,
        REGISTERING,
        DUMPING,
        ENDED
    }

    private final BinlogDumpConfig config;
    private final String settings;
    private final boolean wantsMore;
    private final boolean waitsItself;
    /** By its UUID MySQL tells a replica from another; MariaDB has no place for it but this. */
    private final String hostName;
    private final SilenceHandler silence;
    private final BinlogDecoder decoder;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();

    private CommandSession session;
    private Phase phase = Phase.SETTING;
    private RuntimeException refusal;
    private boolean isAwaited;
    private int owedCount;

    /** @param server as its handshake told */
    DumpExchange(ServerInfo server, BinlogDumpConfig config, BinlogHandler handler, SilenceHandler silence) {
        this.config = config;
        settings = DumpSettings.statement(server.gtidKind(), config);
        hostName = server.isMariaDb() ? config.replicaUuid().toString() : "";
        wantsMore = !server.isMariaDb() || config.wantsStatements();
        waitsItself = !server.isMariaDb() && !server.isAtLeast(5, 7, 0);
        this.silence = silence;
        decoder = new BinlogDecoder(config.definitions(), handler);
    }

    CompletableFuture<Void> completion() {
        return completion;
    }

    /** The caller wants no more. */
    void finish() {
        phase = Phase.ENDED;
        decoder.close();
        completion.complete(null);
    }

    @Override
    public void begin(CommandSession commandSession) {
        session = commandSession;
        session.send(CommandEncoder.query(session.allocator(), settings));
    }

    @Override
    public Demand onPacket(ByteBuf bytes, int index, int length) {
        if (length == 0) {
            throw MalformedPacketException.of("BinlogDump", "length", 0, ">= 1");
        }
        int header = bytes.getUnsignedByte(index);
        if (header == ErrPacket.HEADER) {
            refusal = ErrPacket.read(bytes, index, length).toException(session.source());
            phase = Phase.ENDED;
            return Demand.CONTINUE;
        }
        switch (phase) {
            case SETTING -> {
                requireOk(header);
                if (config.isNonBlocking()) {
                    dump(READER_ID);
                } else {
                    register();
                }
            }
            case REGISTERING -> {
                requireOk(header);
                dump(config.serverId());
            }
            case DUMPING -> {
                return onDumped(header, bytes, index, length);
            }
            case ENDED -> throw MalformedPacketException.of("BinlogDump", "packet", "one more", "none");
        }
        return Demand.CONTINUE;
    }

    @Override
    public Demand onResume() {
        return settleEvent(decoder.resume());
    }

    @Override
    public boolean isEnded() {
        return phase == Phase.ENDED;
    }

    @Override
    public boolean isLast() {
        return true;
    }

    @Override
    public void settle() {
        if (refusal == null) {
            finish();
        } else {
            fail(refusal);
        }
    }

    @Override
    public void fail(Throwable cause) {
        phase = Phase.ENDED;
        decoder.close();
        completion.completeExceptionally(cause);
    }

    private void register() {
        phase = Phase.REGISTERING;
        session.send(RegisterReplicaEncoder.encode(session.allocator(), config.serverId(), hostName));
    }

    private void dump(long serverId) {
        phase = Phase.DUMPING;
        expectSigns();
        session.send(BinlogDumpEncoder.encode(
            session.allocator(), config.position(), serverId, config.isNonBlocking(), wantsMore));
    }

    private Demand onDumped(int header, ByteBuf bytes, int index, int length) {
        return switch (header) {
            case EVENT_HEADER -> config.semiSync() == null
                ? decoder.onEvent(bytes, index + 1, length - 1) : onSemiSyncEvent(bytes, index + 1, length - 1);
            case EOF_HEADER -> {
                phase = Phase.ENDED;
                yield Demand.CONTINUE;
            }
            default -> throw MalformedPacketException.of("BinlogDump", "header", "0x" + Integer.toHexString(header),
                "0x00 before an event, 0xfe at the end or 0xff");
        };
    }

    private Demand onSemiSyncEvent(ByteBuf bytes, int index, int length) {
        if (length < SemiSyncEncoder.PREFIX_LENGTH || bytes.getUnsignedByte(index) != SemiSyncEncoder.MAGIC) {
            throw new UnsupportedFeatureException("semiSync: " + session.source() + " sends events without the prefix"
                + " of semi-synchronous replication (expected: its plugin on the source, rpl_semi_sync_source or before"
                + " 8.0.26 rpl_semi_sync_master)");
        }
        if (owedCount > 0 && waitsItself) {
            // Before 5.7 the dump thread itself reads the answer; one that comes too late is taken for the next one's.
            throw new ConnectionClosedException(session.source() + ": the source no longer waits for an acknowledgement"
                + " (its net_read_timeout), so that a late one would count for another transaction");
        }
        if ((bytes.getUnsignedByte(index + 1) & SemiSyncEncoder.FLAG_WAITS) != 0) {
            isAwaited = true;
            session.expectBehindAnswer();
        }
        return settleEvent(decoder.onEvent(
            bytes, index + SemiSyncEncoder.PREFIX_LENGTH, length - SemiSyncEncoder.PREFIX_LENGTH));
    }

    /** The source is told of nothing that is not handed out; while it waits for us, we do not wait for it. */
    private Demand settleEvent(Demand demand) {
        if (isAwaited && demand == Demand.CONTINUE) {
            isAwaited = false;
            owedCount++;
            silence.expectNothing();
            config.semiSync().onAcknowledgementWanted(decoder.file(), decoder.position());
        }
        return demand;
    }

    /** Everything up to here is safe. */
    void acknowledge(String file, long offset) {
        if (phase == Phase.DUMPING && owedCount > 0) {
            owedCount--;
            session.answer(SemiSyncEncoder.acknowledgement(session.allocator(), file, offset));
            if (owedCount == 0) {
                expectSigns();
            }
        }
    }

    private void expectSigns() {
        silence.expectWithin(SILENT_PERIODS * config.heartbeatPeriod().toNanos());
    }

    private static void requireOk(int header) {
        if (header != OK_HEADER) {
            throw MalformedPacketException.of("OK", "header", "0x" + Integer.toHexString(header), "0x00 or 0xff");
        }
    }
}
