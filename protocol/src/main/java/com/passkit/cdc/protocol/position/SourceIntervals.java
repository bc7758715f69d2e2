package com.passkit.cdc.protocol.position;

import java.util.Arrays;
import java.util.UUID;

/**
 * Transaction numbers of one source id and tag: sorted intervals that neither overlap nor touch. Each interval is a
 * pair in one array, the start inclusive and the end exclusive, as the server encodes it.
 * Threading: one thread at a time.
 */
final class SourceIntervals {

    private static final int INITIAL_BOUNDS = 4;

    private final UUID sourceId;
    private final String tag;
    private long[] bounds;
    /** Bounds in use: twice the number of intervals. */
    private int size;

    SourceIntervals(UUID sourceId, String tag) {
        this(sourceId, tag, new long[INITIAL_BOUNDS], 0);
    }

    private SourceIntervals(UUID sourceId, String tag, long[] bounds, int size) {
        this.sourceId = sourceId;
        this.tag = tag;
        this.bounds = bounds;
        this.size = size;
    }

    UUID sourceId() {
        return sourceId;
    }

    String tag() {
        return tag;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int count() {
        return size / 2;
    }

    /** @return first number of the n-th interval */
    long start(int n) {
        return bounds[2 * n];
    }

    /** @return number behind the last one of the n-th interval */
    long end(int n) {
        return bounds[2 * n + 1];
    }

    /** The server sorts by the bytes of the id, so by unsigned value, then by tag. */
    int compareTo(UUID otherId, String otherTag) {
        int order = Long.compareUnsigned(sourceId.getMostSignificantBits(), otherId.getMostSignificantBits());
        if (order == 0) {
            order = Long.compareUnsigned(sourceId.getLeastSignificantBits(), otherId.getLeastSignificantBits());
        }
        return order == 0 ? tag.compareTo(otherTag) : order;
    }

    boolean contains(long number) {
        int n = firstEndingBehind(number);
        return n < count() && start(n) <= number;
    }

    /** @return false when it was there already */
    boolean add(long number) {
        if (size > 0 && bounds[size - 1] == number) {
            bounds[size - 1]++;
            return true;
        }
        if (contains(number)) {
            return false;
        }
        add(number, number + 1);
        return true;
    }

    /** Adds the numbers from start up to but not including end. */
    void add(long start, long end) {
        // every interval that overlaps or touches [start, end) is merged into one
        int first = firstEndingBehind(start - 1);
        int last = first;
        long mergedStart = start;
        long mergedEnd = end;
        while (last < count() && start(last) <= end) {
            mergedStart = Math.min(mergedStart, start(last));
            mergedEnd = Math.max(mergedEnd, end(last));
            last++;
        }
        replace(first, last, mergedStart, mergedEnd);
    }

    private void replace(int first, int last, long start, long end) {
        int newSize = size + 2 - 2 * (last - first);
        if (newSize > bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        System.arraycopy(bounds, 2 * last, bounds, 2 * first + 2, size - 2 * last);
        bounds[2 * first] = start;
        bounds[2 * first + 1] = end;
        size = newSize;
    }

    /** @return index of the first interval whose end (exclusive) is greater than the number, or the count */
    private int firstEndingBehind(long number) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end(middle) > number) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    boolean containsAll(SourceIntervals other) {
        for (int i = 0; i < other.count(); i++) {
            int n = firstEndingBehind(other.start(i));
            if (n == count() || start(n) > other.start(i) || end(n) < other.end(i)) {
                return false;
            }
        }
        return true;
    }

    void addAll(SourceIntervals other) {
        for (int i = 0; i < other.count(); i++) {
            add(other.start(i), other.end(i));
        }
    }

    SourceIntervals intersect(SourceIntervals other) {
        SourceIntervals result = new SourceIntervals(sourceId, tag);
        int i = 0;
        int j = 0;
        while (i < count() && j < other.count()) {
            long start = Math.max(start(i), other.start(j));
            long end = Math.min(end(i), other.end(j));
            if (start < end) {
                result.add(start, end);
            }
            if (end(i) <= other.end(j)) {
                i++;
            } else {
                j++;
            }
        }
        return result;
    }

    SourceIntervals minus(SourceIntervals other) {
        SourceIntervals result = new SourceIntervals(sourceId, tag);
        int j = 0;
        for (int i = 0; i < count(); i++) {
            long start = start(i);
            while (j < other.count() && other.end(j) <= start) {
                j++;
            }
            for (int k = j; k < other.count() && other.start(k) < end(i); k++) {
                if (start < other.start(k)) {
                    result.add(start, other.start(k));
                }
                start = other.end(k);
            }
            if (start < end(i)) {
                result.add(start, end(i));
            }
        }
        return result;
    }

    SourceIntervals copy() {
        return new SourceIntervals(sourceId, tag, bounds.clone(), size);
    }

    /** Appends {@code :1-5:7}. */
    void print(StringBuilder out) {
        for (int n = 0; n < count(); n++) {
            out.append(':').append(start(n));
            if (end(n) - start(n) > 1) {
                out.append('-').append(end(n) - 1);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceIntervals that && sourceId.equals(that.sourceId) && tag.equals(that.tag)
            && Arrays.equals(bounds, 0, size, that.bounds, 0, that.size);
    }

    @Override
    public int hashCode() {
        int hash = 31 * sourceId.hashCode() + tag.hashCode();
        for (int i = 0; i < size; i++) {
            hash = 31 * hash + Long.hashCode(bounds[i]);
        }
        return hash;
    }
}
