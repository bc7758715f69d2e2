package com.passkit.cdc.snapshot.catalog;

import java.util.Collection;
import java.util.Locale;

/** Finds what somebody who mistyped a name may have meant. Threading: any thread. */
public final class NearestName {

    private NearestName() {
    }

    /** @return the name that is spelled most alike; null where none is alike */
    public static String find(String unknown, Collection<String> names) {
        String wanted = unknown.toLowerCase(Locale.ROOT);
        String nearest = null;
        int least = Math.max(2, unknown.length() / 3) + 1;
        for (String name : names) {
            if (Math.abs(name.length() - wanted.length()) < least) {
                int distance = distance(wanted, name.toLowerCase(Locale.ROOT));
                if (distance < least) {
                    nearest = name;
                    least = distance;
                }
            }
        }
        return nearest;
    }

    /** Levenshtein's distance, with two neighbours that changed places as one step. */
    public static int distance(String a, String b) {
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
