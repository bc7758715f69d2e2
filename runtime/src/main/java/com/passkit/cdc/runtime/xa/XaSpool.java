package com.passkit.cdc.runtime.xa;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.event.Xid;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateFolder;

/**
 * Keeps the captured rows of XA transactions from their preparation to their end: a file for each, in a folder of the
 * state directory. A file is made durable only when a position behind its preparation and before its end is; so the
 * many that are committed at once cost no more than being written and read.
 * <p>
 * Threading: source event loop only, but for {@link #sync}, {@link #release} and {@link #heldCount()}. Blocking: on
 * files, without waiting for the disk but in {@link #sync}.
 */
public final class XaSpool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(XaSpool.class);
    private static final String FOLDER_NAME = "xa";
    private static final String SUFFIX = ".xa";

    private final StateFolder folder;
    private final boolean isTemporary;

    // source event loop
    private final Map<Xid, Long> prepared = new HashMap<>();
    private SpoolWriter open;
    private XaStart openStart;
    private long openNumber;
    private ByteBuffer block;
    private long lastNumber;

    // written by the source event loop, read by any
    private volatile HeldTransactions held = HeldTransactions.NONE;
    /** Files of no use any more, with the version of {@link #held} that first lacked them. */
    private final Map<Long, Long> ended = new ConcurrentHashMap<>();

    // the thread that makes positions durable
    private final Set<Long> synced = new TreeSet<>();

    private XaSpool(StateFolder folder, boolean isTemporary) {
        this.folder = folder;
        this.isTemporary = isTemporary;
    }

    /**
     * Takes up what was held at a position, and deletes all else.
     *
     * @throws com.passkit.cdc.runtime.state.StateException when a file that is needed is missing or damaged
     */
    public static XaSpool open(StateDirectory state, HeldTransactions held) {
        XaSpool spool = new XaSpool(state.folder(FOLDER_NAME), false);
        Collection<String> needed = namesOf(held.numbers());
        for (long number : held.numbers()) {
            try (SpoolReader reader = new SpoolReader(spool.folder, nameOf(number))) {
                reader.verify();
                spool.prepared.put(reader.start().xid(), number);
            }
            spool.lastNumber = Math.max(spool.lastNumber, number);
        }
        spool.folder.names().stream().filter(name -> !needed.contains(name)).forEach(spool.folder::delete);
        spool.synced.addAll(held.numbers());
        spool.held = held;
        if (!held.numbers().isEmpty()) {
            LOG.info("{} prepared XA transactions are taken up: {}", spool.prepared.size(), spool.prepared.keySet());
        }
        return spool;
    }

    /** Keeps nothing beyond {@link #close()}. */
    public static XaSpool temporary() {
        return new XaSpool(StateFolder.temporary(), true);
    }

    /** Begins to hold a transaction. @param format of its events, as {@link SpoolDescriptor} wants it */
    public void begin(XaStart start, byte[] format) {
        discard();
        if (block == null) {
            block = SpoolWriter.newBlock();
        }
        openNumber = ++lastNumber;
        openStart = start;
        open = new SpoolWriter(folder, nameOf(openNumber), block);
        open.record(SpoolDescriptor.START, 0, start.toBytes());
        open.record(SpoolDescriptor.FORMAT, 0, format);
    }

    /** @return whether a transaction has begun that was not prepared yet */
    public boolean isOpen() {
        return open != null;
    }

    /** @return name of the transaction that has begun and was not prepared yet; null for none */
    public Xid openXid() {
        return open == null ? null : openStart.xid();
    }

    /** Adds an event of a captured table. Memory: borrowed until this method returns. */
    public void addEvent(EventView event) {
        open.event(event);
    }

    /** Adds rows that are not captured, but count. */
    public void addSkipped(long rowCount) {
        open.mark(SpoolDescriptor.SKIPPED, rowCount);
    }

    /** Adds the statement that caused the rows that follow. @param sql UTF-8 */
    public void addStatement(byte[] sql) {
        open.record(SpoolDescriptor.STATEMENT, 0, sql);
    }

    /** The transaction that has begun was prepared. One of the same name whose end was not logged is dropped. */
    public void prepare() {
        open.mark(SpoolDescriptor.END, 0);
        open.close();
        open = null;
        Long before = prepared.put(openStart.xid(), openNumber);
        if (before != null) {
            ended.put(before, held.version() + 1);
            warnOfDropped(before);
        }
        hold();
    }

    /** @return whether the rows of this transaction are here */
    public boolean isPrepared(Xid xid) {
        return prepared.containsKey(xid);
    }

    /** @return the rows of a prepared transaction; to be closed by the caller */
    public SpoolReader read(Xid xid) {
        return new SpoolReader(folder, nameOf(prepared.get(xid)));
    }

    /** A transaction was rolled back, or committed and its rows delivered. What is not known passes. */
    public void end(Xid xid) {
        if (xid.equals(openXid())) {
            discard();
        }
        Long number = prepared.remove(xid);
        if (number != null) {
            ended.put(number, held.version() + 1);
            hold();
        }
    }

    /** Forgets the transaction that has begun: it was never prepared. */
    public void discard() {
        if (open != null) {
            open.abandon();
            open = null;
            folder.delete(nameOf(openNumber));
        }
    }

    /** Goes back to what was held at a position of this run. Its files are still there. */
    public void restore(HeldTransactions then) {
        discard();
        if (held.equals(then)) {
            return;
        }
        prepared.clear();
        for (long number : then.numbers()) {
            ended.remove(number);
            try (SpoolReader reader = new SpoolReader(folder, nameOf(number))) {
                prepared.put(reader.start().xid(), number);
            }
        }
        held.numbers().stream().filter(number -> !then.numbers().contains(number))
            .forEach(number -> ended.putIfAbsent(number, held.version() + 1));
        hold();
    }

    /** @return what a position behind the last event needs */
    public HeldTransactions held() {
        return held;
    }

    /** @return names of the transactions that are prepared and not ended */
    public List<Xid> preparedXids() {
        return List.copyOf(prepared.keySet());
    }

    /** @return how many transactions are prepared and not ended. Threading: any thread */
    public int heldCount() {
        return held.numbers().size();
    }

    /** Makes durable what a position needs, before it is. Threading: the thread that makes positions durable. */
    public void sync(HeldTransactions needed) {
        List<Long> missing = new ArrayList<>(needed.numbers());
        missing.removeAll(synced);
        if (!missing.isEmpty()) {
            folder.sync(namesOf(missing));
            synced.addAll(missing);
        }
    }

    /** Deletes what no position needs any more. Threading: the thread that makes positions durable. @param durable */
    public void release(HeldTransactions durable) {
        ended.forEach((number, version) -> {
            if (version <= durable.version() && !durable.numbers().contains(number)) {
                folder.delete(nameOf(number));
                ended.remove(number);
                synced.remove(number);
            }
        });
    }

    /** Forgets the transaction that has begun; what is prepared stays, unless this spool is temporary. */
    @Override
    public void close() {
        discard();
        folder.close();
    }

    /** Nothing is lost where the same part of the log was read again. */
    private void warnOfDropped(long number) {
        try (SpoolReader reader = new SpoolReader(folder, nameOf(number))) {
            if (!reader.start().equals(openStart)) {
                LOG.warn("XA transaction {}: prepared in {}, and again without its end having been logged; the rows"
                    + " of the first are dropped", reader.start().xid(), reader.start().file());
            }
        }
    }

    private void hold() {
        held = new HeldTransactions(prepared.values().stream().sorted().toList(), held.version() + 1);
        if (isTemporary) {
            release(held);
        }
    }

    private static String nameOf(long number) {
        return number + SUFFIX;
    }

    private static List<String> namesOf(Collection<Long> numbers) {
        return numbers.stream().map(XaSpool::nameOf).toList();
    }
}
