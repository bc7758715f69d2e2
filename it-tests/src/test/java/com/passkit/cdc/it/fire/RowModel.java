package com.passkit.cdc.it.fire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The rows that one writer has in one table, each with its number {@code v}, as they are within its transaction.
 * Threading: the writer's thread.
 */
final class RowModel {

    private final List<Long> ids = new ArrayList<>();
    private final Map<Long, Integer> indexes = new HashMap<>();
    private final Map<Long, Long> values = new HashMap<>();
    /** What undoes the changes of the transaction, first the first. */
    private final List<Runnable> undo = new ArrayList<>();

    /** @return null where there is no such row */
    Long get(long id) {
        return values.get(id);
    }

    int size() {
        return ids.size();
    }

    /** @return one of the rows there are */
    long any(Random random) {
        return ids.get(random.nextInt(ids.size()));
    }

    void put(long id, long v) {
        Long before = set(id, v);
        undo.add(before == null ? () -> drop(id) : () -> set(id, before));
    }

    void remove(long id) {
        long before = drop(id);
        undo.add(() -> set(id, before));
    }

    /** Removes every row, for good. */
    void clear() {
        ids.clear();
        indexes.clear();
        values.clear();
    }

    /** @return where the transaction is now, for {@link #rollbackTo} */
    int savepoint() {
        return undo.size();
    }

    void rollbackTo(int savepoint) {
        for (int i = undo.size() - 1; i >= savepoint; i--) {
            undo.remove(i).run();
        }
    }

    void commit() {
        undo.clear();
    }

    private Long set(long id, long v) {
        if (indexes.putIfAbsent(id, ids.size()) == null) {
            ids.add(id);
        }
        return values.put(id, v);
    }

    private long drop(long id) {
        int index = indexes.remove(id);
        long last = ids.remove(ids.size() - 1);
        if (last != id) {
            ids.set(index, last);
            indexes.put(last, index);
        }
        return values.remove(id);
    }
}
