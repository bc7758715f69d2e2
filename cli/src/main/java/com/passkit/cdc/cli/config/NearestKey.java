package com.passkit.cdc.cli.config;

import java.util.Collection;
import java.util.Locale;

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
            int distance = distance(name.toLowerCase(Locale.ROOT), lastPart(path).toLowerCase(Locale.ROOT));
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

    /** Levenshtein's distance, with two neighbours that changed places as one step. */
    static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int least = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
                boolean isSwapped = i > 1 && j > 1
                    && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                steps[i][j] = isSwapped ? Math.min(least, 1 + steps[i - 2][j - 2]) : least;
            }
        }
        return steps[a.length()][b.length()];
    }
}
