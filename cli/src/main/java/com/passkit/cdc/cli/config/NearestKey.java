package com.passkit.cdc.cli.config;

import java.util.Collection;
import java.util.Locale;

import com.passkit.cdc.snapshot.catalog.NearestName;

/** Finds what somebody who mistyped a key may have meant. */
final class NearestKey {

    private NearestKey() {
    }

    /**
     * @param unknown path that is no key
     * @param known   paths of keys and sections
     * @return the known path whose last part is spelled most alike, one in the same section before all others, then
     *         the one that lies least deep; null where none is alike
     */
    static String find(String unknown, Collection<String> known) {
        String name = lastPart(unknown);
        int limit = Math.max(2, name.length() / 2);
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String path : known) {
            int distance = NearestName.distance(name.toLowerCase(Locale.ROOT), lastPart(path).toLowerCase(Locale.ROOT));
            int depth = (int) path.chars().filter(c -> c == '.').count();
            int rank = 100 * distance + (section(path).equals(section(unknown)) ? 0 : 10) + depth;
            if (distance <= limit && distance < name.length() && rank < least) {
                nearest = path;
                least = rank;
            }
        }
        return nearest;
    }

    static String section(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    static String lastPart(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
