package com.passkit.cdc.snapshot.catalog;

import java.util.Arrays;

/**
 * One compiled part of a pattern: the glob of a database, of a table or of a column. {@code *} stands for any number of
 * characters, {@code ?} for exactly one; everything else for itself, case-sensitively.
 * Threading: any thread.
 */
final class Glob {

    private static final int ANY_RUN = -1;
    private static final int ANY_ONE = -2;

    private final int[] tokens;

    private Glob(int[] tokens) {
        this.tokens = tokens;
    }

    boolean matches(String text) {
        int token = 0;
        int index = 0;
        int runToken = -1;
        int runIndex = 0;
        while (index < text.length()) {
            if (token < tokens.length && tokens[token] == ANY_RUN) {
                runToken = token++;
                runIndex = index;
            } else if (token < tokens.length && (tokens[token] == ANY_ONE || tokens[token] == text.charAt(index))) {
                token++;
                index++;
            } else if (runToken >= 0) {
                token = runToken + 1;
                index = ++runIndex;
            } else {
                return false;
            }
        }
        while (token < tokens.length && tokens[token] == ANY_RUN) {
            token++;
        }
        return token == tokens.length;
    }

    /** Collects the tokens of a glob. */
    static final class Builder {

        private final boolean isCaseIgnored;
        private int[] tokens = new int[16];
        private int count;

        Builder() {
            this(false);
        }

        /** @param isCaseIgnored whether the glob is compared with text in lower case */
        Builder(boolean isCaseIgnored) {
            this.isCaseIgnored = isCaseIgnored;
        }

        void literal(char c) {
            add(isCaseIgnored ? Character.toLowerCase(c) : c);
        }

        void anyRun() {
            add(ANY_RUN);
        }

        void anyOne() {
            add(ANY_ONE);
        }

        boolean isEmpty() {
            return count == 0;
        }

        Glob build() {
            return new Glob(Arrays.copyOf(tokens, count));
        }

        private void add(int token) {
            if (count == tokens.length) {
                tokens = Arrays.copyOf(tokens, count * 2);
            }
            tokens[count++] = token;
        }
    }
}
