package com.passkit.cdc.snapshot.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * The labels in the {@code COLUMN_TYPE} of an ENUM or SET column: {@code enum('a','it''s','b\\c')}. The server doubles
 * quotes and writes backslash, line feed, carriage return and NUL with a backslash, whatever {@code sql_mode} says
 * (append_unescaped in sql/).
 */
final class EnumLabels {

    private EnumLabels() {
    }

    static List<String> parse(String columnType) {
        List<String> labels = new ArrayList<>();
        int index = columnType.indexOf('(') + 1;
        do {
            if (index == 0 || index >= columnType.length() || columnType.charAt(index) != '\'') {
                throw invalid(columnType, index);
            }
            StringBuilder label = new StringBuilder();
            index = label(columnType, index + 1, label);
            labels.add(label.toString());
        } while (index < columnType.length() && columnType.charAt(index++) == ',');
        if (columnType.charAt(index - 1) != ')') {
            throw invalid(columnType, index - 1);
        }
        return labels;
    }

    /** @return index behind the closing quote */
    private static int label(String text, int start, StringBuilder label) {
        int index = start;
        while (index < text.length()) {
            char c = text.charAt(index++);
            if (c == '\\' && index < text.length()) {
                label.append(unescaped(text.charAt(index++)));
            } else if (c != '\'') {
                label.append(c);
            } else if (index < text.length() && text.charAt(index) == '\'') {
                label.append('\'');
                index++;
            } else {
                return index;
            }
        }
        throw invalid(text, index);
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '0' -> '\0';
            default -> c;
        };
    }

    private static IllegalArgumentException invalid(String columnType, int index) {
        return new IllegalArgumentException("columnType: " + columnType + " at " + index
            + " (expected: quoted labels separated by commas, in parentheses)");
    }
}
