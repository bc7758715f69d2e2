package com.passkit.cdc.protocol.row.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * A path to one place in a document, as the server writes it into differences.
 * <pre>
 * Path   => "$" Leg*
 * Leg    => "." Member | "[" Cell "]"
 * Member => name, or a JSON string where it is not an ECMAScript identifier
 * Cell   => digits | "last" | "last-" digits
 * </pre>
 * Owned, immutable. Threading: any thread.
 */
final class JsonPath {

    private static final String STRUCTURE = "JsonPath";
    private static final byte[] LAST = {'l', 'a', 's', 't'};
    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;
    private static final long MAX_CELL = 0xffff_ffffL;

    private final ByteBuf utf8;
    private final int end;
    private int at;
    private final List<Leg> legs = new ArrayList<>();

    /**
     * One step down.
     *
     * @param member  key, UTF-8; null for a cell
     * @param number  of the cell
     * @param isFromEnd whether it counts from the last cell back
     */
    record Leg(byte[] member, long number, boolean isFromEnd) {

        boolean isCell() {
            return member == null;
        }

        /** @return index of the cell in an array of this length; may be none of its cells */
        long cell(int length) {
            return isFromEnd ? length - 1 - number : number;
        }
    }

    private JsonPath(ByteBuf utf8, int index, int length) {
        this.utf8 = utf8;
        at = index;
        end = index + length;
    }

    /** Memory: borrowed until this method returns. */
    static List<Leg> parse(ByteBuf utf8, int index, int length) {
        JsonPath path = new JsonPath(utf8, index, length);
        path.expect('$');
        while (path.at < path.end) {
            if (path.legs.size() == JsonBinary.MAX_DEPTH) {
                throw path.malformed("at most " + JsonBinary.MAX_DEPTH + " legs");
            }
            path.legs.add(path.leg());
        }
        return path.legs;
    }

    private Leg leg() {
        if (peek() == '[') {
            at++;
            Leg leg = cell();
            expect(']');
            return leg;
        }
        expect('.');
        return new Leg(peek() == '"' ? quoted() : plain(), 0, false);
    }

    private Leg cell() {
        boolean isFromEnd = peek() == LAST[0];
        if (!isFromEnd) {
            return new Leg(null, number(), false);
        }
        for (byte letter : LAST) {
            expect(letter);
        }
        if (peek() != '-') {
            return new Leg(null, 0, true);
        }
        at++;
        return new Leg(null, number(), true);
    }

    private long number() {
        int start = at;
        long number = 0;
        while (peek() >= '0' && peek() <= '9' && number <= MAX_CELL) {
            number = number * 10 + peek() - '0';
            at++;
        }
        if (at == start || number > MAX_CELL) {
            throw malformed("a cell of 0 to " + MAX_CELL);
        }
        return number;
    }

    private byte[] plain() {
        int start = at;
        while (at < end && peek() != '.' && peek() != '[') {
            at++;
        }
        if (at == start) {
            throw malformed("a member");
        }
        return ByteBufUtil.getBytes(utf8, start, at - start);
    }

    private byte[] quoted() {
        expect('"');
        ByteBuf member = Unpooled.buffer(end - at);
        while (peek() != '"') {
            if (at == end) {
                throw malformed("'\"' before the end");
            }
            int b = utf8.getByte(at++);
            if (b == '\\') {
                unescape(member);
            } else {
                member.writeByte(b);
            }
        }
        at++;
        return ByteBufUtil.getBytes(member);
    }

    private void unescape(ByteBuf member) {
        int escape = peek();
        at++;
        switch (escape) {
            case 'b' -> member.writeByte('\b');
            case 't' -> member.writeByte('\t');
            case 'n' -> member.writeByte('\n');
            case 'f' -> member.writeByte('\f');
            case 'r' -> member.writeByte('\r');
            case 'u' -> member.writeCharSequence(String.valueOf(hexadecimal()), StandardCharsets.UTF_8);
            case '"', '\\', '/' -> member.writeByte(escape);
            default -> throw malformed("a JSON escape");
        }
    }

    private char hexadecimal() {
        int value = 0;
        for (int i = 0; i < HEX_DIGITS; i++) {
            int digit = Character.digit(peek(), HEX);
            if (digit < 0) {
                throw malformed("4 hexadecimal digits");
            }
            value = value * HEX + digit;
            at++;
        }
        return (char) value;
    }

    /** @return the byte at hand; -1 at the end, as for the bytes of characters beyond ASCII */
    private int peek() {
        return at < end ? Math.max(-1, utf8.getByte(at)) : -1;
    }

    private void expect(int expected) {
        if (peek() != expected) {
            throw malformed("'" + (char) expected + '\'');
        }
        at++;
    }

    private MalformedPacketException malformed(String expected) {
        return MalformedPacketException.of(STRUCTURE, "byte", at < end ? utf8.getUnsignedByte(at) : "the end",
            expected);
    }
}
