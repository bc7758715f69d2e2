package com.passkit.cdc.runtime.rules;

import java.util.stream.IntStream;

import com.passkit.cdc.protocol.row.ColumnDescriptor;

import io.netty.buffer.ByteBuf;

/**
 * Whether text fits a pattern of LIKE: equal when it does. Characters are compared as in {@link TextComparison}.
 * Threading: one thread at a time.
 */
final class LikeComparison extends ValueComparison {

    private static final int ANY_RUN = -1;
    private static final int ANY_ONE = -2;

    private final int[] tokens;
    private final ColumnText text;

    LikeComparison(ColumnDescriptor column, String pattern) {
        this.tokens = tokens(pattern.codePoints().toArray());
        this.text = new ColumnText(column);
    }

    private static int[] tokens(int[] pattern) {
        IntStream.Builder tokens = IntStream.builder();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i] == '%') {
                tokens.add(ANY_RUN);
            } else if (pattern[i] == '_') {
                tokens.add(ANY_ONE);
            } else if (pattern[i] == '\\' && i + 1 < pattern.length) {
                tokens.add(pattern[++i]);
            } else {
                tokens.add(pattern[i]);
            }
        }
        return tokens.build().toArray();
    }

    @Override
    public void onString(int column, ByteBuf bytes, int index, int length) {
        text.setString(bytes, index, length);
        match();
    }

    @Override
    public void onEnum(int column, int ordinal) {
        text.setEnum(ordinal);
        match();
    }

    @Override
    public void onSet(int column, long bits) {
        text.setSet(bits);
        match();
    }

    private void match() {
        set(matches(text.array(), text.length()) ? 0 : 1);
    }

    /** Of runs only the last one is tried again: an earlier one could not match more by taking more. */
    private boolean matches(byte[] utf8, int length) {
        int token = 0;
        int at = 0;
        int runToken = -1;
        int runAt = 0;
        while (at < length) {
            if (token < tokens.length && tokens[token] == ANY_RUN) {
                runToken = token++;
                runAt = at;
            } else if (token < tokens.length
                && (tokens[token] == ANY_ONE || tokens[token] == codePoint(utf8, at))) {
                token++;
                at += sequenceLength(utf8[at]);
            } else if (runToken >= 0) {
                token = runToken + 1;
                runAt += sequenceLength(utf8[runAt]);
                at = runAt;
            } else {
                return false;
            }
        }
        while (token < tokens.length && tokens[token] == ANY_RUN) {
            token++;
        }
        return token == tokens.length;
    }

    /** The decoder writes valid UTF-8 only. */
    private static int sequenceLength(byte lead) {
        return lead >= 0 ? 1 : (lead & 0xff) < 0xe0 ? 2 : (lead & 0xff) < 0xf0 ? 3 : 4;
    }

    private static int codePoint(byte[] utf8, int at) {
        int length = sequenceLength(utf8[at]);
        if (length == 1) {
            return utf8[at];
        }
        int value = utf8[at] & 0xff >>> length + 1;
        for (int i = 1; i < length; i++) {
            value = value << 6 | utf8[at + i] & 0x3f;
        }
        return value;
    }
}
