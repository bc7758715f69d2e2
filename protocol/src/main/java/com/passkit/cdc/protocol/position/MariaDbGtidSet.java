package com.passkit.cdc.protocol.position;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A position in MariaDB's words: the last transaction of each domain. It stands for everything up to there, since the
 * transactions of a domain come in one order. Sequence numbers grow inside a domain on a server that keeps
 * {@code gtid_strict_mode}; where they do not, only {@link #advance} follows the true order.
 * <p>
 * As sets: a domain that is absent has nothing executed, the union is the later of both in each domain, the
 * intersection the earlier. Threading: one thread at a time; hand a {@link #copy()} to another.
 */
public final class MariaDbGtidSet implements ExecutedGtids {

    private final TreeMap<Long, MariaDbGtid> lastByDomain;

    /** Nothing executed. */
    public MariaDbGtidSet() {
        this(new TreeMap<>());
    }

    private MariaDbGtidSet(TreeMap<Long, MariaDbGtid> lastByDomain) {
        this.lastByDomain = lastByDomain;
    }

    /**
     * @param text as {@code @@GLOBAL.gtid_binlog_pos} prints it, white space allowed; empty for nothing
     * @throws IllegalArgumentException when it is not a position, or names a domain twice
     */
    public static MariaDbGtidSet parse(String text) {
        MariaDbGtidSet set = new MariaDbGtidSet();
        for (MariaDbGtid gtid : MariaDbBinlogState.gtids(text)) {
            if (set.lastByDomain.putIfAbsent(gtid.domainId(), gtid) != null) {
                throw new IllegalArgumentException("mariaDbGtidSet: '" + text + "' has two of domain "
                    + gtid.domainId() + " (expected: the last one of each domain)");
            }
        }
        return set;
    }

    /** @param gtids in the order in which they were executed */
    public static MariaDbGtidSet behind(Iterable<MariaDbGtid> gtids) {
        MariaDbGtidSet set = new MariaDbGtidSet();
        gtids.forEach(set::advance);
        return set;
    }

    @Override
    public GtidKind kind() {
        return GtidKind.MARIADB;
    }

    @Override
    public boolean isEmpty() {
        return lastByDomain.isEmpty();
    }

    /** @return the last transaction of each domain, in the order of the domains; not to be changed */
    public Collection<MariaDbGtid> gtids() {
        return Collections.unmodifiableCollection(lastByDomain.values());
    }

    /** @return the last transaction of a domain; null when there is none */
    public MariaDbGtid last(long domainId) {
        return lastByDomain.get(domainId);
    }

    /** @return whether it is not behind the last one of its domain */
    @Override
    public boolean contains(TransactionId transaction) {
        MariaDbGtid gtid = ours(transaction);
        MariaDbGtid last = lastByDomain.get(gtid.domainId());
        return last != null && isNotBehind(gtid, last);
    }

    /** @return whether this is at or behind the other in each domain */
    public boolean containsAll(MariaDbGtidSet other) {
        return other.lastByDomain.values().stream().allMatch(this::contains);
    }

    @Override
    public void advance(TransactionId ended) {
        MariaDbGtid gtid = ours(ended);
        lastByDomain.put(gtid.domainId(), gtid);
    }

    @Override
    public void advance(ExecutedGtids ended) {
        if (!(ended instanceof MariaDbGtidSet set)) {
            throw kind().refuse(ended);
        }
        lastByDomain.putAll(set.lastByDomain);
    }

    /** @return a new one: the later of both in each domain */
    public MariaDbGtidSet union(MariaDbGtidSet other) {
        MariaDbGtidSet result = copy();
        other.lastByDomain.forEach((domain, theirs) ->
            result.lastByDomain.merge(domain, theirs, (ours, also) -> isNotBehind(ours, also) ? also : ours));
        return result;
    }

    /** @return a new one: the earlier of both in each domain that both have */
    public MariaDbGtidSet intersect(MariaDbGtidSet other) {
        MariaDbGtidSet result = new MariaDbGtidSet();
        lastByDomain.forEach((domain, ours) -> {
            MariaDbGtid theirs = other.lastByDomain.get(domain);
            if (theirs != null) {
                result.lastByDomain.put(domain, isNotBehind(ours, theirs) ? ours : theirs);
            }
        });
        return result;
    }

    /**
     * @return a new one: the domains in which this is behind the other, with where it stands there. Empty exactly when
     *         the other contains all of this; united with the other it gives their union
     */
    public MariaDbGtidSet minus(MariaDbGtidSet other) {
        MariaDbGtidSet result = new MariaDbGtidSet();
        lastByDomain.forEach((domain, ours) -> {
            if (!other.contains(ours)) {
                result.lastByDomain.put(domain, ours);
            }
        });
        return result;
    }

    @Override
    public MariaDbGtidSet copy() {
        return new MariaDbGtidSet(new TreeMap<>((Map<Long, MariaDbGtid>) lastByDomain));
    }

    private MariaDbGtid ours(TransactionId transaction) {
        if (transaction instanceof MariaDbGtid gtid) {
            return gtid;
        }
        throw kind().refuse(transaction);
    }

    private static boolean isNotBehind(MariaDbGtid gtid, MariaDbGtid last) {
        return Long.compareUnsigned(gtid.sequence(), last.sequence()) <= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MariaDbGtidSet that && lastByDomain.equals(that.lastByDomain);
    }

    @Override
    public int hashCode() {
        return lastByDomain.hashCode();
    }

    /** @return as {@code @@GLOBAL.gtid_binlog_pos} prints it: {@code 0-1-5,2-1-9} */
    @Override
    public String toString() {
        return MariaDbBinlogState.text(lastByDomain.values());
    }
}
