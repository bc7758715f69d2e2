package com.passkit.cdc.runtime.rules;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.passkit.cdc.protocol.row.ColumnDescriptor;

import io.netty.buffer.ByteBuf;

/**
 * Text by its characters, in the order of Unicode's numbers: no two that differ are equal, in whatever collation the
 * column is. Of an ENUM and a SET their labels. Threading: one thread at a time.
 */
final class TextComparison extends ValueComparison {

    private final byte[] literal;
    private final ColumnText text;

    TextComparison(ColumnDescriptor column, String literal) {
        this.literal = literal.getBytes(StandardCharsets.UTF_8);
        this.text = new ColumnText(column);
    }

    @Override
    public void onString(int column, ByteBuf bytes, int index, int length) {
        text.setString(bytes, index, length);
        compare();
    }

    @Override
    public void onEnum(int column, int ordinal) {
        text.setEnum(ordinal);
        compare();
    }

    @Override
    public void onSet(int column, long bits) {
        text.setSet(bits);
        compare();
    }

    private void compare() {
        set(Arrays.compareUnsigned(text.array(), 0, text.length(), literal, 0, literal.length));
    }
}
