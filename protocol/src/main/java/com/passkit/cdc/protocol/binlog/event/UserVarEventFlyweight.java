package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.row.BinaryDecimal;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.text.TextDecoder;

import io.netty.buffer.ByteBuf;

/**
 * A user variable that the statement behind it reads.
 * <pre>
 * USER_VAR =&gt;
 *   NameLength  =&gt; uint32
 *   Name        =&gt; char[NameLength]   UTF-8
 *   IsNull      =&gt; uint8              1: nothing follows
 *   Type        =&gt; uint8              the constants below
 *   Collation   =&gt; uint32             of a string
 *   ValueLength =&gt; uint32
 *   Value       =&gt; bytes[ValueLength] by its type: bytes; IEEE 754 double; int64; precision and scale (uint8 each)
 *                                      and a decimal as {@link BinaryDecimal} has it
 *   Flags       =&gt; uint8              1: the integer is unsigned; missing before 5.1.51
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1User__var__event.html">
 *     User_var_event</a>
 */
public final class UserVarEventFlyweight extends EventBodyFlyweight {

    /** Type: {@link #text()} has the value. */
    public static final int TYPE_STRING = 0;
    /** Type: {@link #real()} has the value. */
    public static final int TYPE_REAL = 1;
    /** Type: {@link #integer()} has the value. */
    public static final int TYPE_INTEGER = 2;
    /** Type: {@link #text()} has the value. */
    public static final int TYPE_DECIMAL = 4;

    private static final int UNSIGNED = 0x01;
    private static final int DECIMAL_HEADER_LENGTH = 2;
    private static final String STRUCTURE = "UserVarEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);
    private int nameIndex;
    private int nameLength;
    private boolean isNull;
    private int type;
    private int collation;
    private int valueIndex;
    private int valueLength;
    private int flags;

    /** @param buffer borrowed */
    public UserVarEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, Integer.BYTES, STRUCTURE);
        cursor.wrap(buffer, index, end);
        nameLength = cursor.readCount32("nameLength");
        nameIndex = cursor.skip(nameLength, "name");
        isNull = cursor.readUnsignedByte("isNull") != 0;
        type = TYPE_STRING;
        collation = Collation.BINARY.id();
        valueLength = 0;
        flags = 0;
        if (!isNull) {
            wrapValue();
        }
        return this;
    }

    private void wrapValue() {
        type = cursor.readUnsignedByte("type");
        collation = (int) cursor.readUnsigned(Integer.BYTES, "collation");
        valueLength = cursor.readCount32("valueLength");
        valueIndex = cursor.skip(valueLength, "value");
        flags = cursor.remaining() > 0 ? cursor.readUnsignedByte("flags") : 0;
        boolean isSound = switch (type) {
            case TYPE_STRING -> true;
            case TYPE_REAL, TYPE_INTEGER -> valueLength == Long.BYTES;
            case TYPE_DECIMAL -> isSoundDecimal();
            default -> throw cursor.malformed("type", type, "0, 1, 2 or 4");
        };
        if (!isSound) {
            throw cursor.malformed("valueLength", valueLength, "the length of a value of type " + type);
        }
    }

    private boolean isSoundDecimal() {
        return valueLength > DECIMAL_HEADER_LENGTH && BinaryDecimal.isValid(precision(), scale())
            && valueLength == DECIMAL_HEADER_LENGTH + BinaryDecimal.encodedLength(precision(), scale());
    }

    private int precision() {
        return buffer.getUnsignedByte(valueIndex);
    }

    private int scale() {
        return buffer.getUnsignedByte(valueIndex + 1);
    }

    /** The name without its @. */
    public String name() {
        return buffer.toString(nameIndex, nameLength, StandardCharsets.UTF_8);
    }

    public boolean isNull() {
        return isNull;
    }

    /** One of {@link #TYPE_STRING} to {@link #TYPE_DECIMAL}; of NULL the first. */
    public int typeRaw() {
        return type;
    }

    /** Number of a string's collation. */
    public int collation() {
        return collation;
    }

    /** Whether {@link #integer()} is to be read as unsigned. */
    public boolean isUnsigned() {
        return (flags & UNSIGNED) != 0;
    }

    /** The value of type {@link #TYPE_INTEGER}. */
    public long integer() {
        requireType(TYPE_INTEGER);
        return buffer.getLongLE(valueIndex);
    }

    /** The value of type {@link #TYPE_REAL}. */
    public double real() {
        requireType(TYPE_REAL);
        return buffer.getDoubleLE(valueIndex);
    }

    /** A string, decoded from its character set, or a decimal as the server prints it; null for NULL. */
    public String text() {
        if (isNull) {
            return null;
        }
        if (type == TYPE_DECIMAL) {
            byte[] digits = new byte[BinaryDecimal.MAX_TEXT_LENGTH];
            int length = BinaryDecimal.print(buffer, valueIndex + DECIMAL_HEADER_LENGTH, precision(), scale(), digits);
            return new String(digits, 0, length, StandardCharsets.US_ASCII);
        }
        requireType(TYPE_STRING);
        return TextDecoder.of(Collation.ofId(collation)).text(buffer, valueIndex, valueLength);
    }

    private void requireType(int expected) {
        if (isNull || type != expected) {
            throw new IllegalStateException("type: " + (isNull ? "NULL" : type) + " (expected: " + expected + ')');
        }
    }

    /** Absolute index of the value's bytes. */
    public int valueIndex() {
        return valueIndex;
    }

    /** Bytes of the value; 0 for NULL. */
    public int valueLength() {
        return valueLength;
    }

    /** Appends a body of a variable that is NULL. Memory: borrowed until this method returns. */
    public static void writeNull(ByteBuf out, String name) {
        writeName(out, name);
        out.writeBoolean(true);
    }

    /** Appends a body. Memory: borrowed until this method returns. @param value as the type has it */
    public static void write(ByteBuf out, String name, int type, int collation, byte[] value, boolean isUnsigned) {
        writeName(out, name);
        out.writeBoolean(false).writeByte(type).writeIntLE(collation).writeIntLE(value.length).writeBytes(value);
        out.writeByte(isUnsigned ? UNSIGNED : 0);
    }

    private static void writeName(ByteBuf out, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        out.writeIntLE(bytes.length).writeBytes(bytes);
    }
}
