package com.passkit.cdc.protocol.position;

import java.util.Locale;
import java.util.Objects;

/** Rules for the tag of a GTID: a letter or underscore, then letters, digits and underscores; 32 at the most. */
final class GtidTag {

    static final int MAX_LENGTH = 32;

    private GtidTag() {
    }

    /** Refuses what no server writes. The empty tag stands for none. */
    static void check(String tag) {
        Objects.requireNonNull(tag, "tag");
        if (!tag.isEmpty() && !isValid(tag)) {
            throw new IllegalArgumentException("gtid.tag: " + tag + " (expected: a lower-case letter or underscore, "
                + "then letters, digits or underscores, at most " + MAX_LENGTH + ')');
        }
    }

    /** @return the tag in the lower case in which the server keeps it */
    static String normalize(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    static boolean isValid(String tag) {
        if (tag.isEmpty() || tag.length() > MAX_LENGTH || isDigit(tag.charAt(0))) {
            return false;
        }
        for (int i = 0; i < tag.length(); i++) {
            char c = tag.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c == '_' || isDigit(c))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
