package com.passkit.cdc.runtime.encode;

import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.runtime.rules.ColumnMask;
import com.passkit.cdc.runtime.rules.ColumnRules;
import com.passkit.cdc.runtime.rules.HmacSha256;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Writes rows of which something is hidden: passes columns on to the writer of values, leaves some out, and puts
 * something else in the place of others. Nothing is allocated for a value.
 * Threading: one thread at a time.
 */
final class MaskedValueWriter implements ColumnVisitor {

    private final JsonValueWriter values;
    private final HmacSha256 hash;
    private final byte[] digest = new byte[HmacSha256.LENGTH];
    private final ByteBuf digestBytes = Unpooled.wrappedBuffer(digest);
    private final JsonStringText text = new JsonStringText();
    private TableFragments table;
    private ByteBuf out;
    private int nameStart;

    MaskedValueWriter(JsonValueWriter values, ColumnRules rules) {
        this.values = values;
        this.hash = rules.hasHash() ? rules.newHash() : null;
    }

    /** Writes every present column that is not left out. */
    void writeRow(RowView row, TableFragments fragments, ByteBuf buffer) {
        begin(fragments, buffer);
        values.writeRow(row, fragments, buffer, this);
    }

    /** Writes the columns of the key, in key order. */
    void writeKey(RowView row, TableFragments fragments, ByteBuf buffer) {
        begin(fragments, buffer);
        values.writeKey(row, fragments, buffer, this);
    }

    private void begin(TableFragments fragments, ByteBuf buffer) {
        table = fragments;
        out = buffer;
    }

    /** @return whether the value is to be written, and looked at behind that */
    private boolean isWritten(int column) {
        ColumnMask mask = table.masks[column];
        if (mask instanceof ColumnMask.Left) {
            return false;
        }
        if (mask instanceof ColumnMask.Replaced) {
            values.name(column);
            out.writeBytes(table.replacements[column]);
            return false;
        }
        nameStart = out.writerIndex();
        return true;
    }

    private void mask(int column) {
        ColumnMask mask = table.masks[column];
        if (mask instanceof ColumnMask.Hashed) {
            int start = valueStart(column);
            if (!JsonStringText.isNull(out, start)) {
                text.hash(out, start, out.writerIndex(), hash);
                hash.end(digest);
                out.writerIndex(start);
                out.writeByte('"');
                BinaryText.writeHex(digestBytes, 0, HmacSha256.LENGTH, 0, out);
                out.writeByte('"');
            }
        } else if (mask instanceof ColumnMask.Truncated truncated) {
            int start = valueStart(column);
            if (out.getByte(start) != '"') {
                throw new IllegalStateException("tables.columns.truncate: " + table.table + '.'
                    + table.table.column(column).name() + " is no text");
            }
            JsonStringText.truncate(out, start, truncated.maxCharacters());
        }
    }

    /** Behind the name, which has a comma before it in all but the first column. */
    private int valueStart(int column) {
        boolean isFirst = out.getByte(nameStart) != ',';
        return nameStart + table.names[column].length - (isFirst ? 1 : 0);
    }

    @Override
    public void onNull(int column) {
        if (!(table.masks[column] instanceof ColumnMask.Left)) {
            values.onNull(column);
        }
    }

    @Override
    public void onSigned(int column, long value) {
        if (isWritten(column)) {
            values.onSigned(column, value);
            mask(column);
        }
    }

    @Override
    public void onUnsigned(int column, long value) {
        if (isWritten(column)) {
            values.onUnsigned(column, value);
            mask(column);
        }
    }

    @Override
    public void onFloat(int column, float value) {
        if (isWritten(column)) {
            values.onFloat(column, value);
            mask(column);
        }
    }

    @Override
    public void onDouble(int column, double value) {
        if (isWritten(column)) {
            values.onDouble(column, value);
            mask(column);
        }
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        if (isWritten(column)) {
            values.onDecimal(column, ascii, index, length);
            mask(column);
        }
    }

    @Override
    public void onBit(int column, long bits) {
        if (isWritten(column)) {
            values.onBit(column, bits);
            mask(column);
        }
    }

    @Override
    public void onString(int column, ByteBuf bytes, int index, int length) {
        if (isWritten(column)) {
            values.onString(column, bytes, index, length);
            mask(column);
        }
    }

    @Override
    public void onBytes(int column, ByteBuf bytes, int index, int length) {
        if (isWritten(column)) {
            values.onBytes(column, bytes, index, length);
            mask(column);
        }
    }

    @Override
    public void onEnum(int column, int ordinal) {
        if (isWritten(column)) {
            values.onEnum(column, ordinal);
            mask(column);
        }
    }

    @Override
    public void onSet(int column, long bits) {
        if (isWritten(column)) {
            values.onSet(column, bits);
            mask(column);
        }
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        if (isWritten(column)) {
            values.onDate(column, year, month, day);
            mask(column);
        }
    }

    @Override
    public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        if (isWritten(column)) {
            values.onDateTime(column, year, month, day, hour, minute, second, micros);
            mask(column);
        }
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        if (isWritten(column)) {
            values.onTime(column, negative, hours, minutes, seconds, micros);
            mask(column);
        }
    }

    @Override
    public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
        if (isWritten(column)) {
            values.onJsonBinary(column, bytes, index, length);
            mask(column);
        }
    }

    @Override
    public void onJsonText(int column, ByteBuf utf8, int index, int length) {
        if (isWritten(column)) {
            values.onJsonText(column, utf8, index, length);
            mask(column);
        }
    }
}
