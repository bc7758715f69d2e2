package com.passkit.cdc.runtime.encode;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.ShortestNumber;
import com.passkit.cdc.protocol.row.json.JsonBinary;
import com.passkit.cdc.protocol.row.json.JsonDigits;
import com.passkit.cdc.protocol.row.json.JsonTemporals;
import com.passkit.cdc.protocol.row.json.JsonText;
import com.passkit.cdc.runtime.encode.EncodeConfig.BinaryForm;
import com.passkit.cdc.runtime.encode.EncodeConfig.NumberForm;
import com.passkit.cdc.runtime.encode.EncodeConfig.ZeroDateForm;
import io.netty.buffer.ByteBuf;

/**
 * Writes the columns of a row as members of a JSON object, each in the one form that its type has.
 * Threading: one thread at a time.
 */
final class JsonValueWriter implements ColumnVisitor {

    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NEGATIVE_ZERO = ascii("-0.0");
    private static final byte[] SRID = ascii("{\"srid\":");
    private static final byte[] WKB = ascii(",\"wkb\":\"");
    private static final int SRID_LENGTH = 4;

    private final boolean bigintAsString;
    private final boolean decimalAsString;
    private final boolean bytesAsHex;
    private final boolean zeroDatesAsNull;
    private final ReplacedText replacedText;

    private final ShortestNumber shortest = new ShortestNumber();
    private JsonBinary jsonBinary = new JsonBinary();
    private TableFragments table;
    private ByteBuf out;
    private boolean isFirst;

    JsonValueWriter(EncodeConfig config, ReplacedText replacedText) {
        this.bigintAsString = config.bigint() == NumberForm.STRING;
        this.decimalAsString = config.decimal() == NumberForm.STRING;
        this.bytesAsHex = config.binary() == BinaryForm.HEX;
        this.zeroDatesAsNull = config.zeroDates() == ZeroDateForm.NULL;
        this.replacedText = replacedText;
    }

    /** @param serverVersion of the server whose rows follow: the way it prints JSON depends on it */
    void onServer(String serverVersion) {
        jsonBinary = JsonBinary.of(serverVersion);
    }

    /** Writes every present column. */
    void writeRow(RowView row, TableFragments fragments, ByteBuf buffer) {
        writeRow(row, fragments, buffer, this);
    }

    /** @param columns given every present column; writes through this what it wants to be written */
    void writeRow(RowView row, TableFragments fragments, ByteBuf buffer, ColumnVisitor columns) {
        begin(fragments, buffer);
        row.forEach(columns);
        buffer.writeByte('}');
    }

    /** Writes the columns of the key, in key order. */
    void writeKey(RowView row, TableFragments fragments, ByteBuf buffer) {
        writeKey(row, fragments, buffer, this);
    }

    /** @param columns as of {@link #writeRow(RowView, TableFragments, ByteBuf, ColumnVisitor)} */
    void writeKey(RowView row, TableFragments fragments, ByteBuf buffer, ColumnVisitor columns) {
        begin(fragments, buffer);
        for (int n = 0; n < fragments.table.keyColumnCount(); n++) {
            row.visit(fragments.table.keyColumn(n), columns);
        }
        buffer.writeByte('}');
    }

    private void begin(TableFragments fragments, ByteBuf buffer) {
        table = fragments;
        out = buffer;
        isFirst = true;
        buffer.writeByte('{');
    }

    /** Writes the name of a column, with what stands between it and the one before. */
    void name(int column) {
        byte[] name = table.names[column];
        if (isFirst) {
            isFirst = false;
            out.writeBytes(name, 1, name.length - 1);
        } else {
            out.writeBytes(name);
        }
    }

    @Override
    public void onNull(int column) {
        name(column);
        out.writeBytes(NULL);
    }

    @Override
    public void onSigned(int column, long value) {
        name(column);
        if (bigintAsString && table.types[column] == ColumnType.BIGINT) {
            out.writeByte('"');
            JsonDigits.writeSigned(value, out);
            out.writeByte('"');
        } else {
            JsonDigits.writeSigned(value, out);
        }
    }

    @Override
    public void onUnsigned(int column, long value) {
        name(column);
        if (bigintAsString && table.types[column] == ColumnType.BIGINT) {
            out.writeByte('"');
            JsonDigits.writeUnsigned(value, out);
            out.writeByte('"');
        } else {
            JsonDigits.writeUnsigned(value, out);
        }
    }

    @Override
    public void onFloat(int column, float value) {
        name(column);
        writeFloat(value);
    }

    @Override
    public void onDouble(int column, double value) {
        name(column);
        if (value == 0 || !Double.isFinite(value)) {
            writeSpecial(value);
        } else {
            shortest.write(value, out);
        }
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        name(column);
        if (decimalAsString) {
            out.writeByte('"').writeBytes(ascii, index, length).writeByte('"');
        } else {
            out.writeBytes(ascii, index, length);
        }
    }

    @Override
    public void onBit(int column, long bits) {
        name(column);
        if (table.lengths[column] == 1) {
            out.writeBytes(bits == 0 ? FALSE : TRUE);
        } else {
            JsonDigits.writeUnsigned(bits, out);
        }
    }

    @Override
    public void onString(int column, ByteBuf bytes, int index, int length) {
        name(column);
        reserve(length);
        out.writeByte('"');
        int replacedCount = table.texts[column].writeJson(bytes, index, length, out);
        out.writeByte('"');
        if (replacedCount > 0) {
            replacedText.onReplaced(table, column, replacedCount);
        }
    }

    @Override
    public void onBytes(int column, ByteBuf bytes, int index, int length) {
        name(column);
        switch (table.types[column]) {
            case GEOMETRY -> writeGeometry(column, bytes, index, length);
            case VECTOR -> writeVector(column, bytes, index, length);
            case BINARY -> writeBytes(bytes, index, length, Math.max(0, table.lengths[column] - length));
            default -> writeBytes(bytes, index, length, 0);
        }
    }

    @Override
    public void onEnum(int column, int ordinal) {
        name(column);
        byte[][] labels = table.labels[column];
        if (ordinal == 0) {
            out.writeByte('"').writeByte('"');
        } else if (labels == null) {
            JsonDigits.writeUnsigned(ordinal, out);
        } else if (ordinal > 0 && ordinal <= labels.length) {
            out.writeByte('"').writeBytes(labels[ordinal - 1]).writeByte('"');
        } else {
            throw malformed(column, "ordinal", Integer.toString(ordinal), "0 to " + labels.length);
        }
    }

    @Override
    public void onSet(int column, long bits) {
        name(column);
        byte[][] labels = table.labels[column];
        if (labels == null) {
            JsonDigits.writeUnsigned(bits, out);
            return;
        }
        if (labels.length < Long.SIZE && bits >>> labels.length != 0) {
            throw malformed(column, "bits", Long.toUnsignedString(bits, 2), labels.length + " labels");
        }
        out.writeByte('"');
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            if (rest != bits) {
                out.writeByte(',');
            }
            out.writeBytes(labels[Long.numberOfTrailingZeros(rest)]);
        }
        out.writeByte('"');
    }

    @Override
    public void onDate(int column, int year, int month, int day) {
        name(column);
        if (zeroDatesAsNull && (month == 0 || day == 0)) {
            out.writeBytes(NULL);
            return;
        }
        out.writeByte('"');
        JsonTemporals.writeDate(year, month, day, out);
        out.writeByte('"');
    }

    @Override
    public void onDateTime(
        int column, int year, int month, int day, int hour, int minute, int second, int micros) {
        name(column);
        if (zeroDatesAsNull && (month == 0 || day == 0)) {
            out.writeBytes(NULL);
            return;
        }
        out.writeByte('"');
        JsonTemporals.writeDate(year, month, day, out);
        out.writeByte('T');
        JsonTemporals.writeClock(hour, minute, second, micros, table.scales[column], out);
        if (table.types[column] == ColumnType.TIMESTAMP) {
            out.writeByte('Z');
        }
        out.writeByte('"');
    }

    @Override
    public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
        name(column);
        out.writeByte('"');
        JsonTemporals.writeTime(negative, hours, minutes, seconds, micros, table.scales[column], out);
        out.writeByte('"');
    }

    @Override
    public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
        name(column);
        reserve(length);
        jsonBinary.write(bytes, index, length, out);
    }

    @Override
    public void onJsonText(int column, ByteBuf utf8, int index, int length) {
        name(column);
        reserve(length);
        JsonText.compact(utf8, index, length, out);
    }

    /** A buffer that grows by small steps is copied at each of them, which takes long where it is long already. */
    private void reserve(int length) {
        out.ensureWritable(length);
    }

    private void writeFloat(float value) {
        if (value == 0 || !Float.isFinite(value)) {
            writeSpecial(value);
        } else {
            shortest.write(value, out);
        }
    }

    /**
     * A reader that takes whole numbers for integers would lose the sign of {@code -0}. JSON has no infinities, and
     * MySQL stores none but perhaps in the bytes of a VECTOR.
     */
    private void writeSpecial(double value) {
        if (value != 0) {
            out.writeByte('"');
            out.writeCharSequence(Double.toString(value), StandardCharsets.US_ASCII);
            out.writeByte('"');
        } else if (1 / value < 0) {
            out.writeBytes(NEGATIVE_ZERO);
        } else {
            out.writeByte('0');
        }
    }

    private void writeBytes(ByteBuf bytes, int index, int length, int zeroCount) {
        out.writeByte('"');
        if (bytesAsHex) {
            BinaryText.writeHex(bytes, index, length, zeroCount, out);
        } else {
            BinaryText.writeBase64(bytes, index, length, zeroCount, out);
        }
        out.writeByte('"');
    }

    /** WKB stays base64 whatever the option says: it is a member of the contract's own object. */
    private void writeGeometry(int column, ByteBuf bytes, int index, int length) {
        if (length < SRID_LENGTH) {
            throw malformed(column, "length", Integer.toString(length), ">= " + SRID_LENGTH);
        }
        out.writeBytes(SRID);
        JsonDigits.writeUnsigned(bytes.getUnsignedIntLE(index), out);
        out.writeBytes(WKB);
        BinaryText.writeBase64(bytes, index + SRID_LENGTH, length - SRID_LENGTH, 0, out);
        out.writeByte('"').writeByte('}');
    }

    private void writeVector(int column, ByteBuf bytes, int index, int length) {
        if (length % Float.BYTES != 0) {
            throw malformed(column, "length", Integer.toString(length), "a multiple of " + Float.BYTES);
        }
        out.writeByte('[');
        for (int i = index; i < index + length; i += Float.BYTES) {
            if (i > index) {
                out.writeByte(',');
            }
            writeFloat(bytes.getFloatLE(i));
        }
        out.writeByte(']');
    }

    private MalformedPacketException malformed(int column, String field, String value, String expected) {
        return MalformedPacketException.of(
            table.table + "." + table.table.column(column).name(), field, value, expected);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
