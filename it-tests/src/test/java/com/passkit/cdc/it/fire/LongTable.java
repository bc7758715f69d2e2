package com.passkit.cdc.it.fire;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A map from number to number that costs little more than the numbers, for millions of them.
 * Threading: one thread at a time.
 */
final class LongTable {

    /** What {@link #get} answers for a key that is not there; no value may be it. */
    static final long NONE = Long.MIN_VALUE;

    private static final int FIRST_CAPACITY = 1 << 12;
    private static final long FIRST_PRIME = 0xbf58476d1ce4e5b9L;
    private static final long SECOND_PRIME = 0x94d049bb133111ebL;

    private long[] keys = new long[FIRST_CAPACITY];
    private long[] values = emptyValues(FIRST_CAPACITY);
    private int size;

    /** @return a number that stands for a text: two texts of a run have the same one about never */
    static long hash(CharSequence text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FIRST_PRIME;
            hash ^= hash >>> 32;
        }
        return mixed(hash);
    }

    int size() {
        return size;
    }

    long get(long key) {
        return values[slot(key)];
    }

    boolean contains(long key) {
        return get(key) != NONE;
    }

    /** @return the value before, {@link #NONE} without */
    long put(long key, long value) {
        int slot = slot(key);
        long before = values[slot];
        keys[slot] = key;
        values[slot] = value;
        if (before == NONE && ++size > keys.length / 2) {
            grow();
        }
        return before;
    }

    /** Calls with every key. */
    void forEachKey(LongConsumer action) {
        for (int i = 0; i < keys.length; i++) {
            if (values[i] != NONE) {
                action.accept(keys[i]);
            }
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) mixed(key) & mask;
        while (values[slot] != NONE && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = emptyValues(keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != NONE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private static long[] emptyValues(int capacity) {
        long[] values = new long[capacity];
        Arrays.fill(values, NONE);
        return values;
    }

    private static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * FIRST_PRIME;
        mixed = (mixed ^ mixed >>> 27) * SECOND_PRIME;
        return mixed ^ mixed >>> 31;
    }
}
