package com.passkit.cdc.it;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * How the server is asked to print a column, and how what it prints looks in an event by the contract. Shares no code
 * with the product. The session must have the time zone UTC.
 */
enum PrintedAs {

    INTEGER("CAST(%s + 0 AS CHAR)"),
    DECIMAL("CAST(%s + 0 AS CHAR)"),
    FLOAT("CAST(JSON_ARRAY(%s * 1e0) AS CHAR)"),
    /** As text 9.x cuts it to 22 characters, in a document it does not. */
    DOUBLE("CAST(JSON_ARRAY(%s * 1e0) AS CHAR)"),
    BOOLEAN("HEX(%s)"),
    BIT("CONV(HEX(%s), 16, 10)"),
    TEXT("HEX(CONVERT(%s USING utf8mb4))"),
    /** All characters of a single-byte set from byte 1 on, one after the other. */
    CODE_PAGE("HEX(CONVERT(%s USING utf8mb4))"),
    BYTES("HEX(%s)"),
    DATE("CAST(%s AS CHAR)"),
    TIME("CAST(%s AS CHAR)"),
    DATETIME("CAST(%s AS CHAR)"),
    TIMESTAMP("CAST(%s AS CHAR)"),
    JSON("HEX(CAST(%s AS CHAR CHARACTER SET utf8mb4))"),
    GEOMETRY("HEX(%s)"),
    VECTOR("HEX(%s)");

    private static final int SRID_LENGTH = 4;
    private static final int MIN_FIXED = -15;
    private static final int MAX_FIXED = 15;

    private final String expression;

    PrintedAs(String expression) {
        this.expression = expression;
    }

    String expression(String column, String serverVersion) {
        // 5.6 has no JSON; as text it prints all digits
        boolean isWithoutJson = serverVersion.startsWith("5.6") && (this == FLOAT || this == DOUBLE);
        return (isWithoutJson ? "CONCAT('[', %s * 1e0, ']')" : expression).formatted('`' + column + '`');
    }

    /** @return the JSON text of the value, given what the server printed; null stands for NULL */
    String json(String printed) {
        if (printed == null) {
            return "null";
        }
        return switch (this) {
            case INTEGER, BIT -> printed;
            case DECIMAL, DATE, TIME -> '"' + printed + '"';
            case DATETIME -> '"' + printed.replace(' ', 'T') + '"';
            case TIMESTAMP -> '"' + printed.replace(' ', 'T') + "Z\"";
            case FLOAT -> "[null]".equals(printed) ? "null" : ofFloat((float) Double.parseDouble(element(printed)));
            case DOUBLE -> "-0".equals(element(printed)) ? "-0.0" : element(printed);
            case BOOLEAN -> Long.parseLong(printed, 16) == 1 ? "true" : "false";
            case TEXT -> quote(utf8(printed));
            case CODE_PAGE -> quote(withoutUndefined(utf8(printed)));
            case BYTES -> base64(bytes(printed));
            case JSON -> compact(utf8(printed));
            case GEOMETRY -> geometry(bytes(printed));
            case VECTOR -> vector(bytes(printed));
        };
    }

    /** @return the only element of an array, a whole number without the fraction that documents give it */
    private static String element(String array) {
        String number = array.substring(1, array.length() - 1);
        return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
    }

    private static String utf8(String hex) {
        return new String(bytes(hex), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String base64(byte[] bytes) {
        return '"' + Base64.getEncoder().encodeToString(bytes) + '"';
    }

    /** The server turns bytes without a character into question marks, the contract into U+FFFD. */
    private static String withoutUndefined(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            if (out.charAt(i) == '?' && i + 1 != '?') {
                out.setCharAt(i, '\ufffd');
            }
        }
        return out.toString();
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            int escape = "\"\\\n\r\t\b\f".indexOf(c);
            if (escape >= 0) {
                out.append('\\').append("\"\\nrtbf".charAt(escape));
            } else if (c < ' ') {
                out.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /**
     * Takes the spaces behind commas and colons away, outside of strings; in strings it escapes the line feeds that the
     * server puts into long base64 text, and that JSON forbids there.
     */
    private static String compact(String json) {
        StringBuilder out = new StringBuilder(json.length());
        boolean isInString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (isInString && c == '\\') {
                out.append(c).append(json.charAt(++i));
                continue;
            }
            isInString ^= c == '"';
            if (c == '\n') {
                out.append("\\n");
            } else if (isInString || c != ' ') {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String geometry(byte[] stored) {
        long srid = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
        return "{\"srid\":" + srid + ",\"wkb\":" + base64(Arrays.copyOfRange(stored, SRID_LENGTH, stored.length)) + '}';
    }

    private static String vector(byte[] stored) {
        ByteBuffer floats = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder out = new StringBuilder("[");
        while (floats.hasRemaining()) {
            out.append(out.length() > 1 ? "," : "").append(ofFloat(floats.getFloat()));
        }
        return out.append(']').toString();
    }

    /** The fewest digits that read back to the value, the nearest of those, in the server's notation. */
    private static String ofFloat(float value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0";
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1;; digits++) {
            BigDecimal down = exact.round(new MathContext(digits, RoundingMode.DOWN));
            BigDecimal up = exact.round(new MathContext(digits, RoundingMode.UP));
            boolean isDown = down.floatValue() == value;
            boolean isUp = up.floatValue() == value;
            if (isDown || isUp) {
                boolean takesDown = isDown && (!isUp
                    || exact.subtract(down).abs().compareTo(up.subtract(exact).abs()) <= 0);
                return notation(takesDown ? down : up);
            }
        }
    }

    private static String notation(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() - 1;
        if (exponent >= MIN_FIXED && exponent < MAX_FIXED) {
            return stripped.toPlainString();
        }
        return new BigDecimal(stripped.unscaledValue(), stripped.precision() - 1).toPlainString() + 'e' + exponent;
    }

    /** @return the bytes from 1 to {@code last} as a hexadecimal literal */
    static String codePageLiteral(String charset, int last) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int b = 1; b <= last; b++) {
            all.write(b);
        }
        return '_' + charset + " X'" + HexFormat.of().formatHex(all.toByteArray()) + '\'';
    }
}
