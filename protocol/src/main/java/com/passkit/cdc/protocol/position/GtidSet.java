package com.passkit.cdc.protocol.position;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.netty.buffer.ByteBuf;

/**
 * Mutable set of GTIDs, kept as sorted intervals for each source id and tag.
 * Threading: one thread at a time; hand a {@link #copy()} to another.
 */
public final class GtidSet implements ExecutedGtids {

    /** Sorted by source id, then tag; none is empty. Few enough for an array. */
    private final List<SourceIntervals> sources;
    /** The source of the last {@link #add}: the next one is most often its successor. */
    private SourceIntervals latest;

    /** An empty set. */
    public GtidSet() {
        this(new ArrayList<>());
    }

    private GtidSet(List<SourceIntervals> sources) {
        this.sources = sources;
    }

    /**
     * @param text as {@code @@GLOBAL.gtid_executed} prints it, line breaks and white space allowed; empty for the
     *             empty set
     * @throws IllegalArgumentException when it is not a set; names what and where
     */
    public static GtidSet parse(String text) {
        return new GtidSetParser(text).parse();
    }

    /** Reads the encoding of PREVIOUS_GTIDS and COM_BINLOG_DUMP_GTID. Memory: borrowed until this method returns. */
    public static GtidSet decode(ByteBuf bytes, int index, int length) {
        return GtidSetEncoding.decode(bytes, index, length);
    }

    /**
     * Appends the encoding of COM_BINLOG_DUMP_GTID: the tagged form only when a tag is in the set, since servers
     * before 8.3 do not read it. Memory: borrowed until this method returns.
     */
    public void encode(ByteBuf out) {
        GtidSetEncoding.encode(sources, out);
    }

    @Override
    public GtidKind kind() {
        return GtidKind.MYSQL;
    }

    @Override
    public boolean isEmpty() {
        return sources.isEmpty();
    }

    @Override
    public boolean contains(TransactionId transaction) {
        return contains(ours(transaction));
    }

    @Override
    public void advance(TransactionId ended) {
        add(ours(ended));
    }

    @Override
    public void advance(ExecutedGtids ended) {
        if (!(ended instanceof GtidSet set)) {
            throw kind().refuse(ended);
        }
        addAll(set);
    }

    private Gtid ours(TransactionId transaction) {
        if (transaction instanceof Gtid gtid) {
            return gtid;
        }
        throw kind().refuse(transaction);
    }

    /** @return false when it was in the set already */
    public boolean add(Gtid gtid) {
        return add(gtid.sourceId(), gtid.tag(), gtid.number());
    }

    private boolean add(UUID sourceId, String tag, long number) {
        SourceIntervals source = latest;
        if (source == null || source.compareTo(sourceId, tag) != 0) {
            source = sourceOf(sourceId, tag);
            latest = source;
        }
        return source.add(number);
    }

    /** Adds the numbers from start up to but not including end. */
    void add(UUID sourceId, String tag, long start, long end) {
        sourceOf(sourceId, tag).add(start, end);
    }

    public boolean contains(Gtid gtid) {
        SourceIntervals source = find(gtid.sourceId(), gtid.tag());
        return source != null && source.contains(gtid.number());
    }

    /** @return whether every GTID of the other set is in this one */
    public boolean containsAll(GtidSet other) {
        for (SourceIntervals theirs : other.sources) {
            SourceIntervals ours = find(theirs.sourceId(), theirs.tag());
            if (ours == null || !ours.containsAll(theirs)) {
                return false;
            }
        }
        return true;
    }

    /** Adds every GTID of the other set to this one. */
    public void addAll(GtidSet other) {
        if (other == this) {
            return;
        }
        for (SourceIntervals theirs : other.sources) {
            sourceOf(theirs.sourceId(), theirs.tag()).addAll(theirs);
        }
    }

    /** @return a new set: this without the other */
    public GtidSet minus(GtidSet other) {
        GtidSet result = new GtidSet();
        for (SourceIntervals ours : sources) {
            SourceIntervals theirs = other.find(ours.sourceId(), ours.tag());
            result.append(theirs == null ? ours.copy() : ours.minus(theirs));
        }
        return result;
    }

    /** @return a new set with the GTIDs that are in both */
    public GtidSet intersect(GtidSet other) {
        GtidSet result = new GtidSet();
        for (SourceIntervals ours : sources) {
            SourceIntervals theirs = other.find(ours.sourceId(), ours.tag());
            if (theirs != null) {
                result.append(ours.intersect(theirs));
            }
        }
        return result;
    }

    @Override
    public GtidSet copy() {
        GtidSet result = new GtidSet();
        for (SourceIntervals source : sources) {
            result.append(source.copy());
        }
        return result;
    }

    /** @return the GTID of a set that has exactly one, else null */
    Gtid onlyGtid() {
        if (sources.size() != 1 || sources.get(0).count() != 1) {
            return null;
        }
        SourceIntervals source = sources.get(0);
        boolean isOne = source.end(0) - source.start(0) == 1;
        return isOne ? new Gtid(source.sourceId(), source.tag(), source.start(0)) : null;
    }

    private void append(SourceIntervals source) {
        if (!source.isEmpty()) {
            sources.add(source);
        }
    }

    private SourceIntervals find(UUID sourceId, String tag) {
        int slot = search(sourceId, tag);
        return slot < 0 ? null : sources.get(slot);
    }

    private SourceIntervals sourceOf(UUID sourceId, String tag) {
        int slot = search(sourceId, tag);
        if (slot >= 0) {
            return sources.get(slot);
        }
        SourceIntervals created = new SourceIntervals(sourceId, tag);
        sources.add(-slot - 1, created);
        return created;
    }

    /** @return its slot, or {@code -(slot to insert at) - 1} */
    private int search(UUID sourceId, String tag) {
        int low = 0;
        int high = sources.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = sources.get(middle).compareTo(sourceId, tag);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GtidSet that && sources.equals(that.sources);
    }

    @Override
    public int hashCode() {
        return sources.hashCode();
    }

    /** @return as {@code @@GLOBAL.gtid_executed} prints it, on one line: {@code uuid:1-5:7:tag:1-3,uuid:9} */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        UUID previous = null;
        for (SourceIntervals source : sources) {
            if (!source.sourceId().equals(previous)) {
                out.append(previous == null ? "" : ",").append(source.sourceId());
                previous = source.sourceId();
            }
            if (!source.tag().isEmpty()) {
                out.append(':').append(source.tag());
            }
            source.print(out);
        }
        return out.toString();
    }
}
