package com.passkit.cdc.runtime.rules;

import java.util.ArrayList;
import java.util.List;

/** Cuts a condition into words. Threading: one thread, used once. */
final class ConditionWords {

    private final String text;
    private final List<Word> words = new ArrayList<>();
    private int at;

    private ConditionWords(String text) {
        this.text = text;
    }

    /** What a word is. */
    enum Kind { NAME, QUOTED_NAME, STRING, NUMBER, SIGN, END }

    /**
     * One word.
     *
     * @param kind  what it is
     * @param text  without quotes
     * @param place its first character in the condition, from 1
     */
    record Word(Kind kind, String text, int place) {

        boolean isWord(String keyword) {
            return kind == Kind.NAME && text.equalsIgnoreCase(keyword);
        }

        boolean isSign(String sign) {
            return kind == Kind.SIGN && text.equals(sign);
        }
    }

    /** @return all words; the last one is the end */
    static List<Word> of(String text) {
        ConditionWords cut = new ConditionWords(text);
        cut.run();
        return cut.words;
    }

    private void run() {
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                words.add(new Word(Kind.END, "", at + 1));
                return;
            }
            next(text.charAt(at));
        }
    }

    private void next(char first) {
        int start = at;
        if (first == '\'' || first == '"') {
            words.add(new Word(Kind.STRING, quoted(first), start + 1));
        } else if (first == '`') {
            words.add(new Word(Kind.QUOTED_NAME, quoted(first), start + 1));
        } else if (isDigit(start) || (first == '-' || first == '+' || first == '.') && isNumberAhead(start + 1)) {
            at = numberEnd();
            words.add(new Word(Kind.NUMBER, text.substring(start, at), start + 1));
        } else if (Character.isUnicodeIdentifierStart(first) || first == '_' || first == '$' || first == '@') {
            while (at < text.length() && isNamePart(text.charAt(at))) {
                at++;
            }
            words.add(new Word(Kind.NAME, text.substring(start, at), start + 1));
        } else {
            at += isTwoSigns(start) ? 2 : 1;
            words.add(new Word(Kind.SIGN, text.substring(start, at), start + 1));
        }
    }

    private boolean isTwoSigns(int start) {
        return text.startsWith("<=", start) || text.startsWith(">=", start) || text.startsWith("<>", start)
            || text.startsWith("!=", start);
    }

    private static boolean isNamePart(char c) {
        return Character.isUnicodeIdentifierPart(c) || c == '$' || c == '@';
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private boolean isNumberAhead(int index) {
        return isDigit(index) || index < text.length() && text.charAt(index) == '.' && isDigit(index + 1);
    }

    /** Digits, a point, an exponent; what is wrong with them is found when the number is made. */
    private int numberEnd() {
        int end = at + 1;
        while (end < text.length()) {
            char c = text.charAt(end);
            boolean isExponentSign = (c == '-' || c == '+') && "eE".indexOf(text.charAt(end - 1)) >= 0;
            if (!isNamePart(c) && c != '.' && !isExponentSign) {
                return end;
            }
            end++;
        }
        return end;
    }

    /** A quote inside is written twice. */
    private String quoted(char quote) {
        int start = at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                content.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                content.append(quote);
                at++;
            } else {
                return content.toString();
            }
        }
        throw new IllegalArgumentException("character " + (start + 1) + ": " + quote + " without an end (expected: "
            + quote + " behind it; one inside is written twice)");
    }
}
