package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;

/**
 * Walks the optional metadata of a TABLE_MAP event.
 * <pre>
 * Field =&gt;
 *   Type    =&gt; uint8    one of the constants; a later server's is skipped by its length
 *   Length  =&gt; lenenc
 *   Value   =&gt; bytes[Length]
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class TableMapMetadataCursor {

    /** Bitmap over the numeric columns, most significant bit first: unsigned. */
    public static final int SIGNEDNESS = 1;
    /** Collation of most character columns (lenenc), then pairs of index among them and collation. */
    public static final int DEFAULT_CHARSET = 2;
    /** Collation (lenenc) of each character column. */
    public static final int COLUMN_CHARSET = 3;
    /** Name (lenenc string) of each column. */
    public static final int COLUMN_NAME = 4;
    /** Count (lenenc) and labels (lenenc strings) of each SET column. */
    public static final int SET_STR_VALUE = 5;
    /** Count (lenenc) and labels (lenenc strings) of each ENUM column. */
    public static final int ENUM_STR_VALUE = 6;
    /** Kind (lenenc) of each GEOMETRY column. */
    public static final int GEOMETRY_TYPE = 7;
    /** Indexes (lenenc) of the primary key's columns, none with a prefix. */
    public static final int SIMPLE_PRIMARY_KEY = 8;
    /** Pairs of index and prefix length (lenenc), 0 for the whole column. */
    public static final int PRIMARY_KEY_WITH_PREFIX = 9;
    /** As {@link #DEFAULT_CHARSET}, over the ENUM and SET columns. */
    public static final int ENUM_AND_SET_DEFAULT_CHARSET = 10;
    /** As {@link #COLUMN_CHARSET}, over the ENUM and SET columns. */
    public static final int ENUM_AND_SET_COLUMN_CHARSET = 11;
    /** Bitmap over all columns, most significant bit first: visible. */
    public static final int COLUMN_VISIBILITY = 12;
    /** Dimensions (lenenc) of each VECTOR column. */
    public static final int VECTOR_DIMENSIONALITY = 13;

    private static final String STRUCTURE = "TableMapEvent.optionalMetadata";

    private final FieldCursor fields = new FieldCursor(STRUCTURE);
    private final FieldCursor value = new FieldCursor(STRUCTURE);
    private ByteBuf buffer;
    private int type;

    TableMapMetadataCursor wrap(ByteBuf buffer, int index, int end) {
        this.buffer = buffer;
        fields.wrap(buffer, index, end);
        return this;
    }

    /** @return false when there is no other field */
    public boolean next() {
        if (fields.remaining() == 0) {
            return false;
        }
        type = fields.readUnsignedByte("type");
        int length = fields.readLength("length");
        int start = fields.skip(length, "value");
        value.wrap(buffer, start, start + length);
        return true;
    }

    /** Type of the field at hand, as sent. */
    public int type() {
        return type;
    }

    /** Value of the field at hand; reading it moves it. */
    public FieldCursor value() {
        return value;
    }

    /** Bit n of a bitmap whose first bit is the most significant of its first byte. */
    public boolean bit(int n) {
        if (n / Byte.SIZE >= value.remaining()) {
            throw value.malformed("bitmap", value.remaining() + " bytes", "> " + n / Byte.SIZE);
        }
        return (buffer.getByte(value.index() + n / Byte.SIZE) >>> (Byte.SIZE - 1 - n % Byte.SIZE) & 1) != 0;
    }
}
