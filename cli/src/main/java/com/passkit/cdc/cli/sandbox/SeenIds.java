package com.passkit.cdc.cli.sandbox;

import java.util.LinkedHashSet;
import java.util.Set;

/** The last event ids, to recognise a repeat. Threading: one thread at a time. */
final class SeenIds {

    private final int capacity;
    private final Set<String> ids = new LinkedHashSet<>();

    SeenIds(int capacity) {
        this.capacity = capacity;
    }

    /** @return whether the id is new; it is remembered from now on, the oldest one forgotten for it */
    boolean add(String id) {
        if (!ids.add(id)) {
            return false;
        }
        if (ids.size() > capacity) {
            var oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }
}
