package com.passkit.cdc.protocol.position;

import java.util.UUID;

/**
 * Reads the text of a GTID set.
 * <pre>
 * Set      => [Source (',' Source)*]
 * Source   => Uuid (':' Part)+
 * Part     => Interval | Tag            a tag holds for the intervals behind it; an interval follows it
 * Interval => Number ['-' Number]
 * </pre>
 * White space is allowed between all of them, as the server allows it. Threading: one thread at a time.
 */
final class GtidSetParser {

    private static final int UUID_LENGTH = 36;
    private static final int MAX_QUOTED = 80;

    private final String text;
    private final GtidSet set = new GtidSet();
    private int at;

    GtidSetParser(String text) {
        this.text = text;
    }

    GtidSet parse() {
        skipSpace();
        while (at < text.length()) {
            parseSource();
            if (at < text.length()) {
                expect(',', "',' or ':' or the end");
                if (at == text.length()) {
                    throw bad("source id", "", "a UUID behind ','");
                }
            }
        }
        return set;
    }

    private void parseSource() {
        UUID sourceId = parseUuid();
        String tag = "";
        boolean intervalExpected = true;
        expect(':', "':' behind the source id");
        do {
            String word = word();
            if (!word.isEmpty() && Character.isDigit(word.charAt(0))) {
                parseInterval(sourceId, tag, word);
                intervalExpected = false;
            } else {
                tag = tag(word);
                intervalExpected = true;
            }
        } while (skip(':'));
        if (intervalExpected) {
            throw bad("interval", "", "an interval behind the tag");
        }
    }

    private UUID parseUuid() {
        String word = text.substring(at, Math.min(at + UUID_LENGTH, text.length()));
        // UUID.fromString also takes shortened groups, which are somebody's typing error here
        boolean isCanonical = word.length() == UUID_LENGTH;
        for (int i = 0; isCanonical && i < UUID_LENGTH; i++) {
            boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
            isCanonical = isDash ? word.charAt(i) == '-' : Character.digit(word.charAt(i), 16) >= 0
                && word.charAt(i) < 0x80;
        }
        if (!isCanonical) {
            throw bad("source id", word, "a UUID, 8-4-4-4-12 hexadecimal digits");
        }
        at += UUID_LENGTH;
        skipSpace();
        return UUID.fromString(word);
    }

    private void parseInterval(UUID sourceId, String tag, String startText) {
        long start = number(startText);
        long end = start;
        if (skip('-')) {
            end = number(word());
        }
        if (end < start) {
            throw bad("interval", start + "-" + end, "start <= end");
        }
        set.add(sourceId, tag, start, end + 1);
    }

    private long number(String word) {
        try {
            long number = Long.parseLong(word);
            if (number >= 1 && number <= Gtid.MAX_NUMBER) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the message below says more
        }
        throw bad("number", word, "1 to " + Gtid.MAX_NUMBER);
    }

    private String tag(String word) {
        String tag = GtidTag.normalize(word);
        if (!GtidTag.isValid(tag)) {
            throw bad("interval", word, "a number, a range, or a tag of letters, digits and underscores, at most "
                + GtidTag.MAX_LENGTH);
        }
        return tag;
    }

    /** The characters up to the next separator or space. */
    private String word() {
        int start = at;
        while (at < text.length() && !isSpace(text.charAt(at)) && ":,-".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        skipSpace();
        return word;
    }

    private void expect(char separator, String expected) {
        if (!skip(separator)) {
            throw bad("separator", text.substring(at, Math.min(at + 1, text.length())), expected);
        }
    }

    private boolean skip(char separator) {
        if (at < text.length() && text.charAt(at) == separator) {
            at++;
            skipSpace();
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private IllegalArgumentException bad(String field, String value, String expected) {
        String quoted = text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
        return new IllegalArgumentException("gtidSet." + field + ": '" + value + "' before character " + (at + 1)
            + " of '" + quoted + "' (expected: " + expected + ')');
    }
}
